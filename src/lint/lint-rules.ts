import { LintRule } from './facts/lint-rule';
import { apiServerBySelector } from './rules/addresses/api-server-by-selector';
import { cidrHostBits } from './rules/addresses/cidr-host-bits';
import { clientAddressHidden } from './rules/addresses/client-address-hidden';
import { exceptIncomplete } from './rules/addresses/except-incomplete';
import { holeFilledAgain } from './rules/addresses/hole-filled-again';
import { ipBlockCoversPods } from './rules/addresses/ip-block-covers-pods';
import { ipBlockCoversServices } from './rules/addresses/ip-block-covers-services';
import { ipv6Unrestricted } from './rules/addresses/ipv6-unrestricted';
import { metadataEndpointReachable } from './rules/addresses/metadata-endpoint-reachable';
import { worldEgressWithoutExcept } from './rules/addresses/world-egress-without-except';
import { worldIngress } from './rules/addresses/world-ingress';
import { duplicatePolicyName } from './rules/api/duplicate-policy-name';
import { egressDenyWithoutPolicyType } from './rules/api/egress-deny-without-policy-type';
import { policyTypesMissing } from './rules/api/policy-types-missing';
import { rulesWithoutPolicyType } from './rules/api/rules-without-policy-type';
import { workloadFieldMisspelt } from './rules/api/workload-field-misspelt';
import { calicoEqualOrders } from './rules/calico/calico-equal-orders';
import { calicoMissingLabelMatches } from './rules/calico/calico-missing-label-matches';
import { calicoOnlyLogs } from './rules/calico/calico-only-logs';
import { calicoPassInDefaultTier } from './rules/calico/calico-pass-in-default-tier';
import { calicoRulesWithoutType } from './rules/calico/calico-rules-without-type';
import { calicoSelectorStaysInNamespace } from './rules/calico/calico-selector-stays-in-namespace';
import { calicoSelectsHosts } from './rules/calico/calico-selects-hosts';
import { calicoServiceWithoutNamespace } from './rules/calico/calico-service-without-namespace';
import { calicoStoredForm } from './rules/calico/calico-stored-form';
import { calicoTierEndsInDeny } from './rules/calico/calico-tier-ends-in-deny';
import { calicoUnknownTier } from './rules/calico/calico-unknown-tier';
import { dnsNotReachable } from './rules/dns/dns-not-reachable';
import { dnsPortElsewhere } from './rules/dns/dns-port-elsewhere';
import { dnsUdpWithoutTcp } from './rules/dns/dns-udp-without-tcp';
import { nodeLocalDnsNotReachable } from './rules/dns/node-local-dns-not-reachable';
import { exceptionExpired } from './rules/governance/exception-expired';
import { exceptionExpiresSoon } from './rules/governance/exception-expires-soon';
import { exceptionWithoutExpiry } from './rules/governance/exception-without-expiry';
import { ownerMissing } from './rules/governance/owner-missing';
import { reasonMissing } from './rules/governance/reason-missing';
import { vagueName } from './rules/governance/vague-name';
import { acmeSolverBlocked } from './rules/isolation/acme-solver-blocked';
import { allowAllEgress } from './rules/isolation/allow-all-egress';
import { allowAllIngress } from './rules/isolation/allow-all-ingress';
import { allowanceUnneeded } from './rules/isolation/allowance-unneeded';
import { backendNotFound } from './rules/isolation/backend-not-found';
import { backendNotReachable } from './rules/isolation/backend-not-reachable';
import { defaultDenyEgressMissing } from './rules/isolation/default-deny-egress-missing';
import { defaultDenyIngressMissing } from './rules/isolation/default-deny-ingress-missing';
import { duplicatePolicy } from './rules/isolation/duplicate-policy';
import { emptyListAllowsAll } from './rules/isolation/empty-list-allows-all';
import { emptyRulesDenyAll } from './rules/isolation/empty-rules-deny-all';
import { jobWithoutEgress } from './rules/isolation/job-without-egress';
import { meshTunnelBlocked } from './rules/isolation/mesh-tunnel-blocked';
import { namespaceWithoutPolicy } from './rules/isolation/namespace-without-policy';
import { needBlocked } from './rules/isolation/need-blocked';
import { oneSidedFlow } from './rules/isolation/one-sided-flow';
import { probesMisunderstood } from './rules/isolation/probes-misunderstood';
import { redundantPeer } from './rules/isolation/redundant-peer';
import { redundantPolicy } from './rules/isolation/redundant-policy';
import { redundantRule } from './rules/isolation/redundant-rule';
import { routeNotGranted } from './rules/isolation/route-not-granted';
import { scrapeBlocked } from './rules/isolation/scrape-blocked';
import { splitRule } from './rules/isolation/split-rule';
import { webhookNotReachable } from './rules/isolation/webhook-not-reachable';
import { workloadOpenEgress } from './rules/isolation/workload-open-egress';
import { workloadOpenIngress } from './rules/isolation/workload-open-ingress';
import { ciliumDenyIsolates } from './rules/plugins/cilium-deny-isolates';
import { ciliumEmptyList } from './rules/plugins/cilium-empty-list';
import { ciliumNamesWithoutDns } from './rules/plugins/cilium-names-without-dns';
import { ciliumOwnNamespaceOnly } from './rules/plugins/cilium-own-namespace-only';
import { ciliumServiceNotFound } from './rules/plugins/cilium-service-not-found';
import { cniBarePod } from './rules/plugins/cni-bare-pod';
import { cniBlockWithoutEffect } from './rules/plugins/cni-block-without-effect';
import { cniEnforcesNothing } from './rules/plugins/cni-enforces-nothing';
import { cniIpv6Ignored } from './rules/plugins/cni-ipv6-ignored';
import { cniKindNotEnforced } from './rules/plugins/cni-kind-not-enforced';
import { cniNamedPort } from './rules/plugins/cni-named-port';
import { cniOwnNodeBlocked } from './rules/plugins/cni-own-node-blocked';
import { cniPortRangeIgnored } from './rules/plugins/cni-port-range-ignored';
import { cniPortlessEntryLost } from './rules/plugins/cni-portless-entry-lost';
import { cniServiceAddressJudged } from './rules/plugins/cni-service-address-judged';
import { cniServicePortDiffers } from './rules/plugins/cni-service-port-differs';
import { cniServiceSelectorDiffers } from './rules/plugins/cni-service-selector-differs';
import { cniSupportUnknown } from './rules/plugins/cni-support-unknown';
import { cniTooManyBlocks } from './rules/plugins/cni-too-many-blocks';
import { cniTooManyPorts } from './rules/plugins/cni-too-many-ports';
import { cniWorldBlockWithoutPods } from './rules/plugins/cni-world-block-without-pods';
import { namedPortAmbiguous } from './rules/ports/named-port-ambiguous';
import { namedPortNotFound } from './rules/ports/named-port-not-found';
import { namedPortToBlock } from './rules/ports/named-port-to-block';
import { nodePortInPolicy } from './rules/ports/node-port-in-policy';
import { servicePortInPolicy } from './rules/ports/service-port-in-policy';
import { udpProtocolMissing } from './rules/ports/udp-protocol-missing';
import { contradictorySelector } from './rules/selectors/contradictory-selector';
import { everyNamespacePeer } from './rules/selectors/every-namespace-peer';
import { hostNetworkPeer } from './rules/selectors/host-network-peer';
import { hostNetworkSubject } from './rules/selectors/host-network-subject';
import { labelMisspelt } from './rules/selectors/label-misspelt';
import { namespaceLabelName } from './rules/selectors/namespace-label-name';
import { namespaceNotFound } from './rules/selectors/namespace-not-found';
import { namespaceSelectorMatchesNothing } from './rules/selectors/namespace-selector-matches-nothing';
import { peerMatchesNothing } from './rules/selectors/peer-matches-nothing';
import { policySelectsNothing } from './rules/selectors/policy-selects-nothing';
import { separatePeers } from './rules/selectors/separate-peers';
import { decidedByEarlierTier } from './rules/tiers/decided-by-earlier-tier';
import { equalPriorities } from './rules/tiers/equal-priorities';
import { experimentalField } from './rules/tiers/experimental-field';
import { networksCoverPods } from './rules/tiers/networks-cover-pods';
import { outsideNotDenied } from './rules/tiers/outside-not-denied';
import { policyApiVersionsMixed } from './rules/tiers/policy-api-versions-mixed';

/** Every lint rule. A new one is a file in rules/ and a line here; a test checks that none is forgotten. */
export const LINT_RULES: readonly LintRule[] = [
  acmeSolverBlocked,
  allowAllEgress,
  allowAllIngress,
  allowanceUnneeded,
  apiServerBySelector,
  backendNotFound,
  backendNotReachable,
  cidrHostBits,
  clientAddressHidden,
  calicoEqualOrders,
  calicoMissingLabelMatches,
  calicoOnlyLogs,
  calicoPassInDefaultTier,
  calicoRulesWithoutType,
  calicoSelectorStaysInNamespace,
  calicoSelectsHosts,
  calicoServiceWithoutNamespace,
  calicoStoredForm,
  calicoTierEndsInDeny,
  calicoUnknownTier,
  ciliumDenyIsolates,
  ciliumEmptyList,
  ciliumNamesWithoutDns,
  ciliumOwnNamespaceOnly,
  ciliumServiceNotFound,
  cniBarePod,
  cniBlockWithoutEffect,
  cniEnforcesNothing,
  cniIpv6Ignored,
  cniKindNotEnforced,
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
  decidedByEarlierTier,
  defaultDenyEgressMissing,
  defaultDenyIngressMissing,
  dnsNotReachable,
  dnsPortElsewhere,
  dnsUdpWithoutTcp,
  duplicatePolicy,
  duplicatePolicyName,
  egressDenyWithoutPolicyType,
  emptyListAllowsAll,
  emptyRulesDenyAll,
  equalPriorities,
  everyNamespacePeer,
  exceptIncomplete,
  exceptionExpired,
  exceptionExpiresSoon,
  exceptionWithoutExpiry,
  experimentalField,
  holeFilledAgain,
  hostNetworkPeer,
  hostNetworkSubject,
  ipBlockCoversPods,
  ipBlockCoversServices,
  ipv6Unrestricted,
  jobWithoutEgress,
  labelMisspelt,
  meshTunnelBlocked,
  metadataEndpointReachable,
  namedPortAmbiguous,
  namedPortNotFound,
  namedPortToBlock,
  namespaceLabelName,
  namespaceNotFound,
  namespaceSelectorMatchesNothing,
  namespaceWithoutPolicy,
  needBlocked,
  networksCoverPods,
  nodeLocalDnsNotReachable,
  nodePortInPolicy,
  oneSidedFlow,
  outsideNotDenied,
  ownerMissing,
  peerMatchesNothing,
  policyApiVersionsMixed,
  policySelectsNothing,
  policyTypesMissing,
  probesMisunderstood,
  reasonMissing,
  redundantPeer,
  redundantPolicy,
  redundantRule,
  routeNotGranted,
  rulesWithoutPolicyType,
  scrapeBlocked,
  separatePeers,
  servicePortInPolicy,
  splitRule,
  udpProtocolMissing,
  vagueName,
  webhookNotReachable,
  workloadFieldMisspelt,
  workloadOpenEgress,
  workloadOpenIngress,
  worldEgressWithoutExcept,
  worldIngress,
];
