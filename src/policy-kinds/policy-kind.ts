import { Inventory } from '../manifests/inventory';
import { InvalidInput } from '../model/invalid-input';
import { FieldPath, KubernetesObject } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';
import { ObjectKind } from '../model/object-kind';
import { ProgramPolicy } from '../model/policy-program';
import { Refusal } from '../model/refusal';
import { SelectorTable } from '../model/selector-table';
import { ApiProblem } from '../validation/api-problem';

/**
 * A kind of policy: all that reading, validation, the engine and lint know of it. A new kind is a folder beside this
 * file that exports one of these, and a line in policy-kinds.ts.
 */
export interface PolicyKind extends ObjectKind {
  /** Objects of other kinds that say what its policies mean: tiers, sets of addresses. @default - none */
  readonly companions?: readonly CompanionKind[];
  /** What tells whether a network plugin enforces the kind. @default - every plugin that enforces policies does */
  readonly capability?: 'adminNetworkPolicy' | 'clusterNetworkPolicy';
  /** What the API server says about an object. Never throws for what an object holds. */
  judge(object: unknown, options: ValidationOptions): JudgedPolicy;
  /** Whether what its policies mean hangs on no other object of the input. @default false */
  readonly readsAlone?: boolean;
  /** Makes what turns policies of this kind into parts of a program. What it meets twice it should read once. */
  reader(context: ReadingContext): PolicyReader;
}

/** A kind of objects that say what policies mean. */
export interface CompanionKind extends ObjectKind {
  /** What the API server says about one. @default - that is not known */
  judge?(object: unknown): ApiProblem[];
}

/** What policies that are asked about together share. */
export interface ReadingContext {
  /** Selectors of one program have to be from one table. */
  readonly selectors: SelectorTable;
  /** What the input holds beside policies, of which policies speak. */
  readonly cluster: ClusterObjects;
}

/** Objects of one input that policies name: companions of their kinds, Services, nodes. */
export type ClusterObjects = Pick<Inventory, 'companions' | 'services' | 'nodes' | 'apiServerAddresses' | 'workloads'> &
  Partial<Pick<Inventory, 'namespaces'>>;

export interface PolicyReader {
  /** The policy, or why it has no meaning. */
  read(document: ManifestDocument): ReadPolicy;
}

export type ReadPolicy =
  | { readonly policy: ProgramPolicy }
  /** An object that holds several, or one whose directions differ in more than their rules. */
  | { readonly policies: readonly ProgramPolicy[] }
  | {
      /** What is wrong, and what to write instead. */
      readonly problem: InvalidInput;
      readonly field: FieldPath;
      /** What becomes of the object. @default Refusal.BY_API_SERVER */
      readonly refusal?: Refusal;
    };

/** For which API server an object is judged, and against what it replaces. */
export interface ValidationOptions {
  /** The release of the API server. @default the newest known */
  readonly kubernetesVersion?: string;
  /** The object in the cluster that this one replaces. @default - the object is created */
  readonly old?: KubernetesObject;
  /** The feature gate StrictIPCIDRValidation. @default - as the release sets it */
  readonly strictCidrs?: boolean;
}

/** What the API server says about an object, and the object as it sees it. */
export interface JudgedPolicy {
  readonly problems: ApiProblem[];
  /**
   * With every `null` and every undecodable value taken out, before defaulting. Undefined for what is no map.
   */
  readonly decoded: unknown;
}
