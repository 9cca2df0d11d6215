import { closestWord } from '../model/closest-word';
import { InvalidInput } from '../model/invalid-input';

/** In which way a network plugin differs from what the NetworkPolicy API says. */
export interface CniTraits {
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly enforcesPolicies: boolean;
  /** `endPort` is read; otherwise only the first port of a range is open. */
  readonly readsPortRanges: boolean;
  /** An `ipBlock` can match pods. */
  readonly ipBlocksMatchPods: boolean;
  /**
   * What becomes of a named port: resolved on each pod; `opens-protocol` opens every port of the protocol;
   * `drops-policy` loses the whole policy; `per-namespace` knows one number per name, in the policy's own namespace;
   * `one-number` knows one number per name in egress.
   */
  readonly namedPorts: 'resolved' | 'opens-protocol' | 'drops-policy' | 'per-namespace' | 'one-number';
  /** Entries without a number lose their meaning beside entries with one. */
  readonly losesPortlessEntries: boolean;
  /** How many port entries a rule with an ipBlock may have. */
  readonly maxPortsPerBlock?: number;
  readonly enforcesIpv6: boolean;
  /** Egress is judged on the address and port of the Service, before it is turned into those of a pod. */
  readonly judgesServiceAddress: boolean;
  /** Policies hold for pods without a controller too. */
  readonly enforcesBarePods: boolean;
  /** A pod with an egress policy loses its own node unless it is allowed. */
  readonly blocksOwnNode: boolean;
}

const AS_THE_API: Omit<CniTraits, 'name' | 'title'> = {
  enforcesPolicies: true,
  readsPortRanges: true,
  ipBlocksMatchPods: true,
  namedPorts: 'resolved',
  losesPortlessEntries: false,
  enforcesIpv6: true,
  judgesServiceAddress: false,
  enforcesBarePods: true,
  blocksOwnNode: false,
};

type Profile = (minor: number) => Omit<CniTraits, 'name'>;

const CILIUM_LIKE = { ...AS_THE_API, ipBlocksMatchPods: false, namedPorts: 'one-number', blocksOwnNode: true } as const;

/** Sources: the projects' documentation and source; versions count where behaviour changed. */
const PROFILES: Readonly<Record<string, Profile>> = {
  // Documentation/network/kubernetes/policy.rst; issues 28684 (endPort before 1.16), 30003 (named ports).
  cilium: (minor) => ({ ...CILIUM_LIKE, title: 'Cilium', readsPortRanges: minor >= 16 }),
  // A dataplane of Cilium; azure-cni-powered-by-cilium.md says 1.17 for ranges.
  'azure-cilium': (minor) => ({ ...CILIUM_LIKE, title: 'Azure CNI powered by Cilium', readsPortRanges: minor >= 17 }),
  'gke-dataplane-v2': () => ({ ...CILIUM_LIKE, title: 'GKE Dataplane V2' }),
  calico: () => ({ ...AS_THE_API, title: 'Calico', blocksOwnNode: true }),
  canal: () => ({ ...AS_THE_API, title: 'Canal', blocksOwnNode: true }),
  antrea: () => ({ ...AS_THE_API, title: 'Antrea' }),
  kindnet: () => ({ ...AS_THE_API, title: 'kindnet' }),
  'kube-network-policies': () => ({ ...AS_THE_API, title: 'kube-network-policies' }),
  // Egress to a ClusterIP needs --service-cluster-ip-range.
  'kube-router': () => ({ ...AS_THE_API, title: 'kube-router' }),
  flannel: () => ({ ...AS_THE_API, title: 'Flannel', enforcesPolicies: false }),
  // npc/analysis.go: a named port rejects the policy; its API copy knows no endPort.
  weave: () => ({
    ...AS_THE_API,
    title: 'Weave Net',
    readsPortRanges: false,
    namedPorts: 'drops-policy',
    enforcesIpv6: false,
  }),
  // At most 24 port and protocol pairs per CIDR; judged on the client's interface.
  'aws-vpc-cni': () => ({
    ...AS_THE_API,
    title: 'AWS VPC CNI',
    maxPortsPerBlock: 24,
    judgesServiceAddress: true,
    enforcesBarePods: false,
  }),
  'azure-npm': () => ({ ...AS_THE_API, title: 'Azure Network Policy Manager', enforcesIpv6: false }),
  // go-controller/pkg/ovn/gress_policy.go of 1.3.0.
  'ovn-kubernetes': () => ({
    ...AS_THE_API,
    title: 'OVN-Kubernetes',
    namedPorts: 'opens-protocol',
    losesPortlessEntries: true,
  }),
  // pkg/ovs/ovn-nb-acl.go: looked up in the policy's namespace.
  'kube-ovn': () => ({ ...AS_THE_API, title: 'Kube-OVN', namedPorts: 'per-namespace' }),
};

/**
 * The traits of a network plugin, written `calico` or `cilium@1.15`.
 *
 * @throws InvalidInput for a plugin that is not known, or a version that is none
 */
export function cniTraits(text: string): CniTraits {
  const [name = '', version] = text.toLowerCase().split('@');
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (!profile) {
    const names = Object.keys(PROFILES);
    const closest = closestWord(name, names);
    const hint = closest ? `Did you mean ${closest}? ` : '';
    throw new InvalidInput(
      `${JSON.stringify(name)} is no network plugin that is known here.`,
      `${hint}Write one of ${names.join(', ')}.`,
    );
  }
  if (version === undefined) return { name, ...profile(Infinity) };
  const match = /^v?\d+\.(\d+)(\.\d+)?$/.exec(version);
  if (!match) throw new InvalidInput(`${JSON.stringify(version)} is no version.`, `Write for example ${name}@1.16.`);
  return { name, ...profile(Number(match[1])) };
}
