import { LintRule } from './lint-rule';
import { acmeSolverBlocked } from './rules/acme-solver-blocked';
import { allowAllEgress } from './rules/allow-all-egress';
import { allowAllIngress } from './rules/allow-all-ingress';
import { apiServerBySelector } from './rules/api-server-by-selector';
import { cidrHostBits } from './rules/cidr-host-bits';
import { cniBarePod } from './rules/cni-bare-pod';
import { cniBlockWithoutEffect } from './rules/cni-block-without-effect';
import { cniEnforcesNothing } from './rules/cni-enforces-nothing';
import { cniIpv6Ignored } from './rules/cni-ipv6-ignored';
import { cniNamedPort } from './rules/cni-named-port';
import { cniOwnNodeBlocked } from './rules/cni-own-node-blocked';
import { cniPortRangeIgnored } from './rules/cni-port-range-ignored';
import { cniPortlessEntryLost } from './rules/cni-portless-entry-lost';
import { cniServiceAddressJudged } from './rules/cni-service-address-judged';
import { cniServicePortDiffers } from './rules/cni-service-port-differs';
import { cniServiceSelectorDiffers } from './rules/cni-service-selector-differs';
import { cniSupportUnknown } from './rules/cni-support-unknown';
import { cniTooManyBlocks } from './rules/cni-too-many-blocks';
import { cniTooManyPorts } from './rules/cni-too-many-ports';
import { cniWorldBlockWithoutPods } from './rules/cni-world-block-without-pods';
import { contradictorySelector } from './rules/contradictory-selector';
import { defaultDenyEgressMissing } from './rules/default-deny-egress-missing';
import { defaultDenyIngressMissing } from './rules/default-deny-ingress-missing';
import { dnsNotReachable } from './rules/dns-not-reachable';
import { dnsPortElsewhere } from './rules/dns-port-elsewhere';
import { dnsUdpWithoutTcp } from './rules/dns-udp-without-tcp';
import { duplicatePolicy } from './rules/duplicate-policy';
import { duplicatePolicyName } from './rules/duplicate-policy-name';
import { egressDenyWithoutPolicyType } from './rules/egress-deny-without-policy-type';
import { everyNamespacePeer } from './rules/every-namespace-peer';
import { exceptIncomplete } from './rules/except-incomplete';
import { exceptionExpired } from './rules/exception-expired';
import { exceptionExpiresSoon } from './rules/exception-expires-soon';
import { exceptionWithoutExpiry } from './rules/exception-without-expiry';
import { hostNetworkPeer } from './rules/host-network-peer';
import { hostNetworkSubject } from './rules/host-network-subject';
import { ipBlockCoversPods } from './rules/ip-block-covers-pods';
import { ipBlockCoversServices } from './rules/ip-block-covers-services';
import { ipv6Unrestricted } from './rules/ipv6-unrestricted';
import { labelMisspelt } from './rules/label-misspelt';
import { metadataEndpointReachable } from './rules/metadata-endpoint-reachable';
import { namedPortAmbiguous } from './rules/named-port-ambiguous';
import { namedPortNotFound } from './rules/named-port-not-found';
import { namedPortToBlock } from './rules/named-port-to-block';
import { namespaceLabelName } from './rules/namespace-label-name';
import { namespaceNotFound } from './rules/namespace-not-found';
import { namespaceWithoutPolicy } from './rules/namespace-without-policy';
import { nodeLocalDnsNotReachable } from './rules/node-local-dns-not-reachable';
import { oneSidedFlow } from './rules/one-sided-flow';
import { ownerMissing } from './rules/owner-missing';
import { peerMatchesNothing } from './rules/peer-matches-nothing';
import { policySelectsNothing } from './rules/policy-selects-nothing';
import { policyTypesMissing } from './rules/policy-types-missing';
import { probesMisunderstood } from './rules/probes-misunderstood';
import { reasonMissing } from './rules/reason-missing';
import { redundantPeer } from './rules/redundant-peer';
import { redundantPolicy } from './rules/redundant-policy';
import { redundantRule } from './rules/redundant-rule';
import { rulesWithoutPolicyType } from './rules/rules-without-policy-type';
import { separatePeers } from './rules/separate-peers';
import { servicePortInPolicy } from './rules/service-port-in-policy';
import { udpProtocolMissing } from './rules/udp-protocol-missing';
import { vagueName } from './rules/vague-name';
import { webhookNotReachable } from './rules/webhook-not-reachable';
import { workloadOpenEgress } from './rules/workload-open-egress';
import { workloadOpenIngress } from './rules/workload-open-ingress';
import { worldEgressWithoutExcept } from './rules/world-egress-without-except';
import { worldIngress } from './rules/world-ingress';

/** Every lint rule. A new one is a file in rules/ and a line here; a test checks that none is forgotten. */
export const LINT_RULES: readonly LintRule[] = [
  acmeSolverBlocked,
  allowAllEgress,
  allowAllIngress,
  apiServerBySelector,
  cidrHostBits,
  cniBarePod,
  cniBlockWithoutEffect,
  cniEnforcesNothing,
  cniIpv6Ignored,
  cniNamedPort,
  cniOwnNodeBlocked,
  cniPortRangeIgnored,
  cniPortlessEntryLost,
  cniServiceAddressJudged,
  cniServicePortDiffers,
  cniServiceSelectorDiffers,
  cniSupportUnknown,
  cniTooManyBlocks,
  cniTooManyPorts,
  cniWorldBlockWithoutPods,
  contradictorySelector,
  defaultDenyEgressMissing,
  defaultDenyIngressMissing,
  dnsNotReachable,
  dnsPortElsewhere,
  dnsUdpWithoutTcp,
  duplicatePolicy,
  duplicatePolicyName,
  egressDenyWithoutPolicyType,
  everyNamespacePeer,
  exceptIncomplete,
  exceptionExpired,
  exceptionExpiresSoon,
  exceptionWithoutExpiry,
  hostNetworkPeer,
  hostNetworkSubject,
  ipBlockCoversPods,
  ipBlockCoversServices,
  ipv6Unrestricted,
  labelMisspelt,
  metadataEndpointReachable,
  namedPortAmbiguous,
  namedPortNotFound,
  namedPortToBlock,
  namespaceLabelName,
  namespaceNotFound,
  namespaceWithoutPolicy,
  nodeLocalDnsNotReachable,
  oneSidedFlow,
  ownerMissing,
  peerMatchesNothing,
  policySelectsNothing,
  policyTypesMissing,
  probesMisunderstood,
  reasonMissing,
  redundantPeer,
  redundantPolicy,
  redundantRule,
  rulesWithoutPolicyType,
  separatePeers,
  servicePortInPolicy,
  udpProtocolMissing,
  vagueName,
  webhookNotReachable,
  workloadOpenEgress,
  workloadOpenIngress,
  worldEgressWithoutExcept,
  worldIngress,
];
