import { LintContext } from './lint-context';
import { LintedPolicy } from './linted-policy';
import { Block, addressesOf } from './peers-and-ports';
import { Pods } from './pod-index';
import { templatePathOf } from '../../manifests/controllers';
import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { isMap } from '../../model/is-map';
import { requirementsOf } from '../../model/label-selector';
import { SPECIAL_USE_IPV4 } from '../../platform/special-use-ranges';

/** Where clouds answer on the node: for metadata, and for names of their own networks. */
const CLOUD_ADDRESSES = AddressSet.of(Cidr.of('169.254.169.0/24'));

let special: AddressSet | undefined;

/** IPv4 that is not public. Clusters take public addresses of IPv6 for pods and nodes, so of those nothing is known. */
function specialAddresses(): AddressSet {
  special ??= AddressSet.ofBlocks(SPECIAL_USE_IPV4.map(({ cidr }) => Cidr.of(cidr)));
  return special;
}

/**
 * Whether nobody at these addresses answers for names of the cluster: a resolver on the internet, or that of the cloud.
 * What the platform or somebody else says of the cluster's addresses comes first; where nothing is known of the cluster,
 * the cloud's own resolver may answer, as on GKE.
 */
export function isElsewhere(block: Block, { platform, ranges }: LintContext): boolean {
  if (block.family !== 4) return false;
  const addresses = addressesOf(block);
  const known = [...(platform?.dnsAddresses ?? []), ...ranges.nodes, ...ranges.pods, ...ranges.services];
  if (!addresses.intersect(AddressSet.ofBlocks(known)).isEmpty) return false;
  if (platform && platform._facts.dns.service !== 'dns.gke' && CLOUD_ADDRESSES.contains(addresses)) return true;
  return addresses.intersect(specialAddresses()).isEmpty;
}

/** Whether pods of a policy ask others than the cluster for names: by their dnsPolicy, or as DNS servers themselves. */
export function asksElsewhere(policy: LintedPolicy, { pods }: LintContext): boolean {
  const speaksOfDns = requirementsOf(policy.spec.podSelector).some(({ key, values }) =>
    [key, ...values].some((word) => /dns/i.test(word)),
  );
  return speaksOfDns || pods.ofSubject(policy).some(hasOwnResolver);
}

/** `Default` is the resolver of the node, `None` whatever dnsConfig names. */
function hasOwnResolver({ group: { document } }: Pods): boolean {
  const { object } = document;
  const path = object.kind === 'Pod' ? [] : templatePathOf(object);
  const spec = [...(path ?? []), 'spec'].reduce<unknown>(
    (value, key) => (isMap(value) ? value[key] : undefined),
    object,
  );
  return isMap(spec) && (spec.dnsPolicy === 'Default' || spec.dnsPolicy === 'None');
}
