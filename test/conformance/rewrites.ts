import { naiveSubject } from './naive-subject';
import type { Subject } from './subject';
import { labelsOf, withoutLists } from '../naive/cluster';
import type { Metadata, NetworkPolicy, Peer, Pod, PodSpec, PolicyPort } from '../naive/kubernetes';

/** A subject that reads rewritten objects: how a right or a wrong reading of the API is told as data. */
export function readingAs(name: string, rewrite: (object: Plain) => object[]): Subject {
  return {
    name,
    judgesLargeCases: false,
    load: (objects, options) =>
      naiveSubject.load(
        (structuredClone(objects).flatMap(withoutLists) as Plain[]).flatMap((object) => rewrite(object)),
        options,
      ),
  };
}

export interface Plain {
  apiVersion?: string;
  kind?: string;
  metadata?: Metadata;
  spec?: object | null;
}

export type Spec = NonNullable<NetworkPolicy['spec']>;

export interface Rule {
  peers?: Peer[] | null;
  ports?: PolicyPort[] | null;
}

/** Everything but NetworkPolicies stays as it is. */
export const policies =
  (rewrite: (spec: Spec) => Spec) =>
  (object: Plain): object[] =>
    isPolicy(object) ? [{ ...object, spec: rewrite((object.spec ?? {}) as Spec) }] : [object];

export const rules = (rewrite: (rule: Rule) => Rule) =>
  policies((spec) => {
    const { ingress, egress } = spec;
    return {
      ...spec,
      ingress: ingress?.map((rule) => {
        const { peers, ports } = rewrite({ peers: rule?.from, ports: rule?.ports });
        return { from: peers, ports };
      }),
      egress: egress?.map((rule) => {
        const { peers, ports } = rewrite({ peers: rule?.to, ports: rule?.ports });
        return { to: peers, ports };
      }),
    };
  });

export const peers = (rewrite: (peer: Peer) => Peer) => rules((rule) => ({ ...rule, peers: rule.peers?.map(rewrite) }));

export const ports = (rewrite: (port: PolicyPort) => PolicyPort) =>
  rules((rule) => ({ ...rule, ports: rule.ports?.map(rewrite) }));

/** Pods, and what controllers make pods from. */
export const podSpecs = (rewrite: (spec: PodSpec) => PodSpec) => (object: Plain) => [
  JSON.parse(JSON.stringify(object), (key, value: unknown) =>
    key === 'spec' && value && typeof value === 'object' && 'containers' in value ? rewrite(value as PodSpec) : value,
  ) as object,
];

export const pods =
  (rewrite: (pod: Pod) => Pod) =>
  (object: Plain): object[] =>
    object.kind === 'Pod' ? [rewrite(object as Pod)] : [object];

export function isPolicy(object: Plain): boolean {
  return object.kind === 'NetworkPolicy' && object.apiVersion === 'networking.k8s.io/v1';
}

/** What the API server stores: every default written out, every null and every list of objects gone. */
export const withDefaults = (object: Plain): object[] => {
  const placed = object.kind === 'Namespace' ? object : { ...object, metadata: placedIn(object.metadata) };
  return ports((port) => ({ protocol: 'TCP', ...withoutNulls(port) }))(placed)
    .flatMap((one) => peers(withoutNulls)(one))
    .flatMap((one) =>
      policies((spec) => ({
        podSelector: {},
        ...withoutNulls(spec),
        policyTypes: spec.policyTypes?.length
          ? spec.policyTypes
          : spec.egress?.length
            ? ['Ingress', 'Egress']
            : ['Ingress'],
      }))(one),
    );
};

function placedIn(metadata: Metadata | undefined): Metadata {
  return { ...metadata, namespace: metadata?.namespace ?? 'default', labels: labelsOf({ metadata }) };
}

function withoutNulls<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined)) as T;
}
