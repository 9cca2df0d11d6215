import { AddressRange } from '../../model/address-set';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { joinedKey } from '../../model/joined-key';
import { Requirement, formatSelector } from '../../model/label-selector';
import { LabelSelectorSpec, PolicyType, SelectorOperator } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { pushAll } from '../../model/push-all';
import { NamedPort, isSamePort } from '../../model/rule-ports';
import { Exposure, PossiblePods } from '../../reachability/reasoning/exposure';
import { describeAddresses } from '../wording/address-text';

/** One peer beyond the input, for people: addresses that are treated alike are one peer, however many ranges. */
export interface ExposureRow {
  readonly exposure: Exposure;
  readonly direction: PolicyType;
  /** `anyone in the cluster`, `pods app=web of the namespaces team=shop`, `10.0.0.0/8`. */
  readonly peer: string;
  readonly ports: PortSet;
  /** Ports that only the peer can give a number. */
  readonly names: readonly NamedPort[];
}

/** Everything a peer is exposed to on one line, in the order of the endpoints. */
export function exposureRows(exposures: readonly Exposure[]): ExposureRow[] {
  const rows = new Map<string, { exposure: Exposure; ranges: AddressRange[]; ports: PortSet; names: NamedPort[] }>();
  for (const exposure of exposures) {
    const { endpoint, direction, peer, ports, names } = exposure;
    const who = peer.kind === 'outside' ? `outside ${ports.key}` : JSON.stringify(peer);
    const key = joinedKey(direction, endpoint.id, who);
    const row = rows.get(key);
    const ranges = peer.kind === 'outside' ? [peer.range] : [];
    if (!row) {
      rows.set(key, { exposure, ranges, ports, names: [...names] });
      continue;
    }
    pushAll(row.ranges, ranges);
    row.ports = row.ports.union(ports);
    pushAll(
      row.names,
      names.filter((name) => !row.names.some((one) => isSamePort(one, name))),
    );
  }
  return [...rows.values()].map(({ exposure, ranges, ports, names }) => {
    const peer = peerText(exposure.peer, ranges);
    return { exposure, direction: exposure.direction, peer, ports, names };
  });
}

/** A selector as manifests have it. */
export function selectorSpec(requirements: readonly Requirement[]): LabelSelectorSpec {
  const isLabel = ({ operator, values }: Requirement) => operator === SelectorOperator.IN && values.length === 1;
  const labels = requirements.filter(isLabel).map(({ key, values }) => [key, values[0]!]);
  const others = requirements.filter((one) => !isLabel(one));
  // A key that is asked for twice has no place for both in matchLabels.
  if (new Set(labels.map(([key]) => key)).size < labels.length) {
    return { matchExpressions: requirements.map((one) => expression(one)) };
  }
  return {
    ...(labels.length > 0 ? { matchLabels: Object.fromEntries(labels) as Record<string, string> } : {}),
    ...(others.length > 0 ? { matchExpressions: others.map((one) => expression(one)) } : {}),
  };
}

function expression({ key, operator, values }: Requirement) {
  return { key, operator, ...(values.length > 0 ? { values: [...values] } : {}) };
}

/** @param ranges all of them, where the peer is outside */
function peerText(peer: Exposure['peer'], ranges: readonly AddressRange[]): string {
  switch (peer.kind) {
    case 'entire-cluster':
      return 'anyone in the cluster';
    case 'outside':
      return describeAddresses(ranges);
    case 'pods':
      return podsText(peer);
  }
}

function podsText({ namespaces, pods }: PossiblePods): string {
  const which = pods.length === 0 ? 'any pod' : `pods ${formatSelector(selectorSpec(pods))}`;
  const named = typeof namespaces === 'string' ? namespaces : nameIn(namespaces);
  if (named !== undefined) return `${which} of the namespace ${named}`;
  const anywhere = typeof namespaces !== 'string' && namespaces.length === 0;
  return anywhere
    ? `${which} of any namespace`
    : `${which} of the namespaces ${formatSelector(selectorSpec(namespaces as readonly Requirement[]))}`;
}

/** The namespace, where a selector asks for its name and nothing else. */
function nameIn([only, ...others]: readonly Requirement[]): string | undefined {
  const byName = others.length === 0 && only?.key === NAMESPACE_NAME_LABEL && only.operator === SelectorOperator.IN;
  return byName && only.values.length === 1 ? only.values[0] : undefined;
}

/** `TCP 80, the TCP port http`, `all ports`. */
export function exposedPortsText({ ports, names }: Pick<ExposureRow, 'ports' | 'names'>): string {
  if (ports.isAll) return 'all ports';
  return [...ports.toStrings(), ...names.map(({ protocol, name }) => `the ${protocol} port ${name}`)].join(', ');
}
