import { ArgoDeliveryProps } from './argo-delivery-props';
import { Shape, optional } from '../model/given';
import { TEXT, TRUTH } from '../model/given-values';

/** What the options that Argo CD objects have in common have to be. */
export const ARGO_DELIVERY: Shape<ArgoDeliveryProps> = {
  repoUrl: TEXT,
  revision: optional(TEXT),
  outputPath: optional(TEXT),
  project: optional(TEXT),
  automated: optional(TRUTH),
  prune: optional(TRUTH),
};
