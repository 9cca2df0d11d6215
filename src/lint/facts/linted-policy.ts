import { DEFAULT_NAMESPACE, effectivePolicyTypes } from '../../model/defaulting';
import { FieldPath, NetworkPolicyManifest } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import {
  NetworkPolicyPeerSpec,
  NetworkPolicyPortSpec,
  NetworkPolicySpec,
  PolicyType,
} from '../../model/network-policy';

/** One ingress or egress rule, with the direction as data so that lint rules need to be written once. */
export interface DirectedRule {
  readonly direction: PolicyType;
  /** Whether `policyTypes` lets the rule count. */
  readonly inEffect: boolean;
  readonly path: FieldPath;
  /** Empty means anyone. */
  readonly peers: readonly NetworkPolicyPeerSpec[];
  /** `from` or `to`. */
  readonly peersField: 'from' | 'to';
  /** Empty means every port. */
  readonly ports: readonly NetworkPolicyPortSpec[];
}

/** A policy the API server takes, in the form lint rules read. */
export class LintedPolicy {
  public readonly namespace: string;
  public readonly name: string;
  public readonly spec: NetworkPolicySpec;
  public readonly types: readonly PolicyType[];
  public readonly rules: readonly DirectedRule[];

  public constructor(
    public readonly document: ManifestDocument,
    public readonly manifest: NetworkPolicyManifest,
  ) {
    const { metadata, spec } = manifest;
    this.namespace = metadata.namespace || DEFAULT_NAMESPACE;
    this.name = metadata.name;
    this.spec = spec ?? {};
    this.types = effectivePolicyTypes(this.spec);
    this.rules = [
      ...(this.spec.ingress ?? []).map(({ from, ports }, index) =>
        this.directed(PolicyType.INGRESS, index, 'from', from, ports),
      ),
      ...(this.spec.egress ?? []).map(({ to, ports }, index) =>
        this.directed(PolicyType.EGRESS, index, 'to', to, ports),
      ),
    ];
  }

  public get annotations(): Readonly<Record<string, string>> {
    return this.manifest.metadata.annotations ?? {};
  }

  public isolates(direction: PolicyType): boolean {
    return this.types.includes(direction);
  }

  private directed(
    direction: PolicyType,
    index: number,
    peersField: 'from' | 'to',
    peers: readonly NetworkPolicyPeerSpec[] | undefined,
    ports: readonly NetworkPolicyPortSpec[] | undefined,
  ): DirectedRule {
    const field = direction === PolicyType.INGRESS ? 'ingress' : 'egress';
    return {
      direction,
      inEffect: this.isolates(direction),
      path: ['spec', field, index],
      peers: peers ?? [],
      peersField,
      ports: ports ?? [],
    };
  }
}
