import { LintRule } from './lint-rule';
import { allowAllEgress } from './rules/allow-all-egress';
import { allowAllIngress } from './rules/allow-all-ingress';
import { apiServerBySelector } from './rules/api-server-by-selector';
import { cidrHostBits } from './rules/cidr-host-bits';
import { contradictorySelector } from './rules/contradictory-selector';
import { dnsNotReachable } from './rules/dns-not-reachable';
import { dnsUdpWithoutTcp } from './rules/dns-udp-without-tcp';
import { duplicatePolicy } from './rules/duplicate-policy';
import { duplicatePolicyName } from './rules/duplicate-policy-name';
import { egressDenyWithoutPolicyType } from './rules/egress-deny-without-policy-type';
import { everyNamespacePeer } from './rules/every-namespace-peer';
import { exceptIncomplete } from './rules/except-incomplete';
import { exceptionExpired } from './rules/exception-expired';
import { exceptionExpiresSoon } from './rules/exception-expires-soon';
import { exceptionWithoutExpiry } from './rules/exception-without-expiry';
import { ipv6Unrestricted } from './rules/ipv6-unrestricted';
import { metadataEndpointReachable } from './rules/metadata-endpoint-reachable';
import { namespaceLabelName } from './rules/namespace-label-name';
import { ownerMissing } from './rules/owner-missing';
import { policyTypesMissing } from './rules/policy-types-missing';
import { probesMisunderstood } from './rules/probes-misunderstood';
import { reasonMissing } from './rules/reason-missing';
import { redundantPeer } from './rules/redundant-peer';
import { redundantPolicy } from './rules/redundant-policy';
import { redundantRule } from './rules/redundant-rule';
import { rulesWithoutPolicyType } from './rules/rules-without-policy-type';
import { separatePeers } from './rules/separate-peers';
import { udpProtocolMissing } from './rules/udp-protocol-missing';
import { vagueName } from './rules/vague-name';
import { worldEgressWithoutExcept } from './rules/world-egress-without-except';

/** Every lint rule. A new one is a file in rules/ and a line here; a test checks that none is forgotten. */
export const LINT_RULES: readonly LintRule[] = [
  allowAllEgress,
  allowAllIngress,
  apiServerBySelector,
  cidrHostBits,
  contradictorySelector,
  dnsNotReachable,
  dnsUdpWithoutTcp,
  duplicatePolicy,
  duplicatePolicyName,
  egressDenyWithoutPolicyType,
  everyNamespacePeer,
  exceptIncomplete,
  exceptionExpired,
  exceptionExpiresSoon,
  exceptionWithoutExpiry,
  ipv6Unrestricted,
  metadataEndpointReachable,
  namespaceLabelName,
  ownerMissing,
  policyTypesMissing,
  probesMisunderstood,
  reasonMissing,
  redundantPeer,
  redundantPolicy,
  redundantRule,
  rulesWithoutPolicyType,
  separatePeers,
  udpProtocolMissing,
  vagueName,
  worldEgressWithoutExcept,
];
