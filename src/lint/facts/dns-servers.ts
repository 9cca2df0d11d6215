import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { Labels, matchesLabels, requirementsOf } from '../../model/label-selector';
import { NetworkPolicyPeerSpec } from '../../model/network-policy';
import { Port } from '../../model/port';
import { Protocol } from '../../model/protocol';
import { ClusterEnd } from '../../platform/cluster-end';
import { Platform } from '../../platform/platform';

/** Pods that answer for DNS on a platform, as far as they can be told without the cluster. */
export interface DnsPods {
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  /** Where they listen, over UDP. */
  readonly ports: readonly number[];
  /** Whether they are the cluster's DNS itself, and not a cache. */
  readonly main: boolean;
}

/** Everybody of the platform's DNS who is an ordinary pod. */
export function dnsPodsOf(platform: Platform): DnsPods[] {
  const main = JSON.stringify(platform.dns.pods.toManifest());
  return platform._dnsServers.flatMap(({ ends, ports }) =>
    ends.flatMap((end) => {
      if (end.kind !== 'pods') return [];
      const { namespaces, pods } = end;
      const manifest = pods.toManifest();
      return {
        namespaceLabels:
          typeof namespaces === 'string'
            ? { [NAMESPACE_NAME_LABEL]: namespaces }
            : { [NAMESPACE_NAME_LABEL]: platform.dns.namespace, ...namespaces.toManifest().matchLabels },
        labels: manifest.matchLabels ?? {},
        ports: udpNumbers(ports),
        main: JSON.stringify(manifest) === main,
      };
    }),
  );
}

/** What to allow so that names can be asked for on a platform. */
export function dnsAdvice(platform: Platform): string {
  const places = platform._dnsServers.map(({ ends, ports }) => {
    const numbers = [...new Set(ports.flatMap(({ first }) => first ?? []))].join(', ');
    return `UDP and TCP ${numbers} to ${ends.map((end) => describeEnd(end, platform)).join(', and to ')}`;
  });
  return `Allow ${places.join('; and ')}, in this policy or in one for the whole namespace.`;
}

function describeEnd(end: ClusterEnd, platform: Platform): string {
  if (end.kind === 'addresses') return end.cidr.toString();
  if (end.kind === 'inexpressible') return end.why;
  const namespace = typeof end.namespaces === 'string' ? end.namespaces : platform.dns.namespace;
  return `the pods ${end.pods.toString()} of namespace ${namespace}`;
}

/** Whether a peer of a policy in this namespace selects them. */
export function selectsDnsPods(
  { namespaceSelector, podSelector, ipBlock }: NetworkPolicyPeerSpec,
  policyNamespace: string,
  { namespaceLabels, labels }: DnsPods,
): boolean {
  if (ipBlock) return false;
  const inNamespace = namespaceSelector
    ? matchesLabels(requirementsOf(namespaceSelector), namespaceLabels)
    : namespaceLabels[NAMESPACE_NAME_LABEL] === policyNamespace;
  return inNamespace && matchesLabels(requirementsOf(podSelector), labels);
}

function udpNumbers(ports: readonly Port[]): number[] {
  return ports.flatMap(({ protocol, first }) => (protocol === Protocol.UDP && first !== undefined ? [first] : []));
}
