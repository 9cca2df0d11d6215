import { isElsewhere } from './dns-addresses';
import { dnsPodsOf, selectsDnsPods } from './dns-servers';
import { LintContext } from './lint-context';
import { DirectedRule, LintedPolicy } from './linted-policy';
import { Block, addressesOf, blocksOf, opensPort } from './peers-and-ports';
import { Pods } from './pod-index';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { Labels, requirementsOf, hasLabels } from '../../model/label-selector';
import { NetworkPolicyPeerSpec, NetworkPolicyPortSpec, PolicyType, SelectorOperator } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';
import { Platform } from '../../platform/platform';
import { flowBetween, mayBeOpen } from '../../reachability/question/flow';
import { podsEnd } from '../../reachability/relation/flow-end';

/** Where DNS servers listen inside clusters: 53, and 5353 (OpenShift) or 8053 (Gardener) behind the Service. */
export const DNS_PORTS = [53, 5353, 8053];

/** The rules of a policy that open a port of DNS for egress. */
export function dnsRules({ rules }: LintedPolicy): DirectedRule[] {
  return rules.filter(
    ({ direction, inEffect, ports }) =>
      direction === PolicyType.EGRESS && inEffect && (ports.length === 0 || ports.some(couldBeDns)),
  );
}

/** Whether a rule names a port of DNS, and does not merely open every port. */
export function namesDns({ ports }: DirectedRule): boolean {
  return ports.some((entry) => entry.port !== undefined && couldBeDns(entry));
}

/** Whether an entry may open a port of DNS. A port by name may be the one that DNS pods declare. */
export function couldBeDns(entry: NetworkPolicyPortSpec): boolean {
  if (typeof entry.port === 'string') return /dns/.test(entry.port);
  return DNS_PORTS.some((port) => opensPort(entry, Protocol.UDP, port) || opensPort(entry, Protocol.TCP, port));
}

/** The usual DNS pods of clusters, by the namespace that they are in. */
const USUAL: readonly { readonly namespace: string; readonly label: string; readonly value: string }[] = [
  { namespace: 'kube-system', label: 'k8s-app', value: 'kube-dns' },
  { namespace: 'kube-system', label: 'k8s-app', value: 'coredns' },
  { namespace: 'kube-system', label: 'app.kubernetes.io/name', value: 'coredns' },
  { namespace: 'openshift-dns', label: 'dns.operator.openshift.io/daemonset-dns', value: 'default' },
];

/** The DNS pods of the input: those of the platform, or the usual ones where no platform is named. */
export function dnsPodsIn({ inventory, platform }: LintContext): Pods[] {
  const ofPlatform = platform ? dnsPodsOf(platform) : [];
  const isDns = (namespace: string, labels: Labels) =>
    ofPlatform.some(
      (pods) => pods.namespaceLabels[NAMESPACE_NAME_LABEL] === namespace && hasLabels(labels, pods.labels),
    ) || USUAL.some((usual) => usual.namespace === namespace && labels[usual.label] === usual.value);
  return inventory.workloads.flatMap((workload) =>
    workload.podGroups.filter(({ labels }) => isDns(workload.namespace, labels)).map((group) => ({ workload, group })),
  );
}

/** Pods to ask the engine about for one policy. */
const MAX_ASKED = 16;

/** A pod of the policy from which no DNS pod of the input is reached, whatever all policies say together. */
export function cutOffFromDns(policy: LintedPolicy, servers: readonly Pods[], context: LintContext): Pods | undefined {
  const subject = context.pods.ofSubject(policy).filter(({ group }) => !group.hostNetwork);
  return subject.slice(0, MAX_ASKED).find((one) => {
    const from = podsEnd(context.analysis, one.workload, one.group);
    return servers.every(({ workload, group }) => {
      // What policies make of pods on the network of their node is not known here.
      if (group.hostNetwork) return false;
      const { egress } = flowBetween(context.analysis, from, podsEnd(context.analysis, workload, group));
      const open = mayBeOpen(egress);
      const declared = group.ports.map(({ number }) => number).filter((number) => DNS_PORTS.includes(number));
      return !(declared.length > 0 ? declared : DNS_PORTS).some(
        (port) => open.has(Protocol.UDP, port) || open.has(Protocol.TCP, port),
      );
    });
  });
}

/** Whether a rule for DNS leads to somebody who may answer, as far as it can be told without the DNS pods. */
export function mayReachDns(rule: DirectedRule, namespace: string, context: LintContext): boolean {
  if (rule.peers.length === 0) return true;
  if (blocksOf(rule).some((block) => mayAnswer(block, context))) return true;
  const { platform } = context;
  const servers = platform ? dnsPodsOf(platform) : [];
  return rule.peers.some((peer) => {
    if (peer.ipBlock) return false;
    if (servers.length > 0 && servers.some((pods) => selectsDnsPods(peer, namespace, pods))) return true;
    return mayBeDns(peer, namespace, platform);
  });
}

/** Blocks of addresses that are not pods and not Services are servers of their own: on the node, or elsewhere. */
export function asksAddresses(rule: DirectedRule, context: LintContext): boolean {
  return rule.peers.length === 0 || blocksOf(rule).some((block) => mayAnswer(block, context));
}

/** Whether somebody at these addresses may answer for the cluster. */
function mayAnswer(block: Block, context: LintContext): boolean {
  return !isServiceAddress(block, context) && !isElsewhere(block, context);
}

/** Whether a block is nothing but the address of a Service, which is gone before policies look. */
function isServiceAddress(block: Block, context: LintContext): boolean {
  if (context.cni?.judgesPodBehindService.support === 'no') return false;
  if (block.cidr.prefix < (block.family === 4 ? 32 : 128) || !context.knows('serviceAddresses')) return false;
  const addresses = addressesOf(block);
  return context.addressesOfServices.some(({ address }) => addresses.has(address));
}

/** Namespaces that hold DNS pods on some kind of cluster. */
const DNS_NAMESPACES = new Set(USUAL.map(({ namespace }) => namespace));

/** Whether a selector, judged by its words alone, may stand for DNS pods that are not in the input. */
function mayBeDns(
  { podSelector, namespaceSelector }: NetworkPolicyPeerSpec,
  own: string,
  platform?: Platform,
): boolean {
  const inDnsNamespace = (name: string) => DNS_NAMESPACES.has(name) || name === platform?.dns.namespace;
  const speaksOfDns = requirementsOf(podSelector).some(({ key, values }) =>
    [key, ...values].some((word) => /dns/i.test(word)),
  );
  if (!namespaceSelector) return inDnsNamespace(own) || speaksOfDns;
  const named = requirementsOf(namespaceSelector).find(
    ({ key, operator }) => key === NAMESPACE_NAME_LABEL && operator === SelectorOperator.IN,
  );
  if (!named) return true;
  if (named.values.some((name) => name === platform?.dns.namespace)) return false;
  return speaksOfDns || named.values.some((name) => inDnsNamespace(name) || /dns/.test(name));
}
