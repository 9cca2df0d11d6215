import { AddressRange, AddressSet } from '../../model/address-set';
import { isControllerLabel } from '../../model/controller-labels';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { Labels } from '../../model/label-selector';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND, PolicyType } from '../../model/network-policy';
import { isPodFact } from '../../model/pod-facts';
import { HIGHEST_PORT, LOWEST_PORT } from '../../model/port';
import { PortSet } from '../../model/port-set';
import { FlowEnd, PodsEnd } from '../relation/flow-end';

/** An end of a flow, and the whole block where somebody asked about more than one address. */
export interface RemedyEnd {
  readonly end: FlowEnd;
  readonly addresses?: AddressRange;
}

/** Whether a name is free in a namespace. */
export type IsFree = (namespace: string, name: string) => boolean;

export function fieldsOf(direction: PolicyType) {
  return direction === PolicyType.INGRESS
    ? ({ rules: 'ingress', peers: 'from' } as const)
    : ({ rules: 'egress', peers: 'to' } as const);
}

/** A policy for exactly these pods, as far as their labels tell them from others. */
export function policyFor(
  subject: PodsEnd,
  direction: PolicyType,
  purpose: 'allow' | 'deny',
  rules: object,
  isFree: IsFree,
): object {
  const { namespace } = subject;
  const wanted = `${purpose}-${fieldsOf(direction).rules}`;
  let name = wanted;
  for (let number = 2; !isFree(namespace, name); number++) name = `${wanted}-${number}`;
  return {
    apiVersion: NETWORK_POLICY_API_VERSION,
    kind: NETWORK_POLICY_KIND,
    metadata: { name, namespace },
    spec: { podSelector: selectorFor(subject.labels), policyTypes: [direction], ...rules },
  };
}

/** A rule for exactly one peer on exactly these ports. */
export function ruleFor(direction: PolicyType, peer: RemedyEnd, subject: FlowEnd, ports: PortSet): object {
  return {
    [fieldsOf(direction).peers]: peersFor(peer, subject),
    ...(ports.isAll ? {} : { ports: portEntries(ports) }),
  };
}

export function peersFor({ end, addresses }: RemedyEnd, subject: FlowEnd): object[] {
  if (end.kind === 'address') {
    const { family, value } = end.address;
    const range = addresses ?? { family, first: value, last: value };
    return AddressSet.ofRanges([range])
      .toCidrs()
      .map((cidr) => ({ ipBlock: { cidr: cidr.toString() } }));
  }
  const elsewhere = subject.kind === 'pods' && subject.namespace !== end.namespace;
  const namespaceSelector = { matchLabels: { [NAMESPACE_NAME_LABEL]: end.namespace } };
  return [{ ...(elsewhere ? { namespaceSelector } : {}), podSelector: selectorFor(end.labels) }];
}

export function portEntries(ports: PortSet): object[] {
  return ports.toIntervals().map(({ protocol, first, last }) => {
    if (first === LOWEST_PORT && last === HIGHEST_PORT) return { protocol };
    return { protocol, port: first, ...(last === first ? {} : { endPort: last }) };
  });
}

/** Whether nothing lasting tells the pods from others of their namespace. */
export function hasNoLabels({ labels }: PodsEnd): boolean {
  return lastingLabels(labels).length === 0;
}

function selectorFor(labels: Labels): object {
  const lasting = lastingLabels(labels);
  return lasting.length > 0 ? { matchLabels: Object.fromEntries(lasting) } : {};
}

function lastingLabels(labels: Labels): [string, string][] {
  return Object.entries(labels).filter(([key]) => !isControllerLabel(key) && !isPodFact(key));
}
