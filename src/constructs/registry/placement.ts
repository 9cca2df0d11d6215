import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';

/** How an intent is to stand in the tree. */
export interface Placement {
  /** The construct that declares it; in its own chart, the policy becomes its child `Resource`. */
  readonly under?: Construct;
  /** Labels, annotations and other metadata, the name excepted. */
  readonly metadata?: ApiObjectMetadata;
}
