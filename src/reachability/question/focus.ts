import { ownerOf } from './address-owner';
import { EndpointExpression, parseEndpoint } from './endpoint-expression';
import { findEnds } from './find-ends';
import { parsePorts } from './port-expression';
import { Workload } from '../../manifests/inventory';
import { closestWord } from '../../model/closest-word';
import { InvalidInput, within } from '../../model/invalid-input';
import { hasLabels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { NamedPort } from '../../model/rule-ports';
import { Exposure } from '../reasoning/exposure';
import { Analysis } from '../relation/analysis';
import { Connection, Connections, KeepPair } from '../relation/connections';
import { Endpoint, WorkloadEndpoint } from '../relation/endpoints';
import { joinAddresses } from '../relation/join-addresses';

/** The part of a relation that somebody wants to see. Several values of one field are alternatives. */
export interface Focus {
  /** One end of a connection. */
  readonly workload: readonly EndpointExpression[];
  /** The other end. */
  readonly peer: readonly EndpointExpression[];
  /** Which way, seen from the workload. */
  readonly direction: readonly PolicyType[];
  /** Undefined for every port. */
  readonly ports?: PortSet;
}

const FIELDS = ['workload', 'peer', 'direction', 'port'] as const;
const DIRECTIONS = { ingress: PolicyType.INGRESS, egress: PolicyType.EGRESS } as const;

/**
 * Reads `workload=shop/web`, `peer=10.0.0.0/8`, `direction=ingress` and `port=TCP/8443`.
 *
 * @throws InvalidInput for anything else
 */
export function parseFocus(texts: readonly string[]): Focus {
  const workload: EndpointExpression[] = [];
  const peer: EndpointExpression[] = [];
  const direction: PolicyType[] = [];
  let ports: PortSet | undefined;
  for (const text of texts) {
    const at = text.indexOf('=');
    const field = text.slice(0, Math.max(0, at));
    const value = text.slice(at + 1);
    within(`focus ${JSON.stringify(text)}`, () => {
      switch (field) {
        case 'workload':
          return workload.push(existing(value, false));
        case 'peer':
          return peer.push(existing(value, true));
        case 'direction':
          return direction.push(parseDirection(value));
        case 'port':
          return (ports = parsePorts(value).union(ports ?? PortSet.EMPTY));
        default: {
          const closest = closestWord(field, FIELDS);
          throw new InvalidInput(
            field === '' ? 'No field is named.' : `${JSON.stringify(field)} is no field.`,
            `${closest ? `Did you mean ${closest}? ` : ''}Write for example workload=shop/web, peer=10.0.0.0/8, direction=ingress or port=TCP/8443.`,
          );
        }
      }
    });
  }
  return { workload, peer, direction, ...(ports ? { ports } : {}) };
}

/**
 * A focus with the pods in the place of addresses that are theirs.
 *
 * @throws InvalidInput if the focus is on something that is not in the input
 */
export function resolveFocus(analysis: Analysis, focus: Focus): Focus {
  for (const expression of [...focus.workload, ...focus.peer]) {
    const found = findEnds(analysis, expression);
    if ('nothing' in found) throw new InvalidInput(found.nothing, found.remedy);
  }
  return { ...focus, peer: focus.peer.flatMap((expression) => owners(analysis, expression)) };
}

/** The connections that a focus keeps, and the endpoints that still matter. */
export function focusOn(connections: Connections, focus: Focus): Connections {
  const keep = (all: readonly Connection[]) => all.flatMap((connection) => narrowed(connection, focus));
  const allowed = keep(connections.allowed);
  const conditional = keep(connections.conditional);
  const undefinedByApi = keep(connections.undefinedByApi);
  const touched = new Set([...allowed, ...conditional, ...undefinedByApi].flatMap(({ from, to }) => [from, to]));
  const named = (endpoint: WorkloadEndpoint) => focus.workload.some((expression) => matches(endpoint, expression));
  return joinAddresses({
    workloads: connections.workloads.filter((endpoint) => touched.has(endpoint) || named(endpoint)),
    addresses: connections.addresses.filter((endpoint) => touched.has(endpoint)),
    allowed,
    conditional,
    undefinedByApi,
  });
}

/** Where an endpoint stands in a focus: two that stand in the same place are kept or left out together. */
export function placeInFocus(endpoint: WorkloadEndpoint, focus: Focus): string {
  return [focus.workload, focus.peer]
    .map((expressions) => expressions.map((expression) => (matches(endpoint, expression) ? 1 : 0)).join(''))
    .join(' ');
}

/** Which pairs of endpoints a focus may keep, whatever the direction and the port. */
export function pairsInFocus(endpoints: readonly WorkloadEndpoint[], { workload, peer }: Focus): KeepPair {
  const [subjects, others] = [workload, peer].map(
    (expressions) => new Set(endpoints.filter((endpoint) => isAnyOf(endpoint, expressions))),
  ) as [Set<WorkloadEndpoint>, Set<WorkloadEndpoint>];
  return (from, to) => (subjects.has(from) && others.has(to)) || (subjects.has(to) && others.has(from));
}

/** How many pairs of endpoints a focus may keep at most. */
export function focusedPairs(endpoints: readonly WorkloadEndpoint[], { workload, peer }: Focus): number {
  const [subjects, others] = [workload, peer].map(
    (expressions) => endpoints.filter((endpoint) => isAnyOf(endpoint, expressions)).length,
  ) as [number, number];
  return 2 * subjects * others;
}

/** The pods that have an address of the cluster or are behind it; the expression itself for any other. */
function owners(analysis: Analysis, expression: EndpointExpression): EndpointExpression[] {
  if (expression.kind !== 'addresses') return [expression];
  const { text, range } = expression;
  const { family, first, last } = range;
  const owner = first === last ? ownerOf(analysis.inventory, { family, value: first }) : undefined;
  const named = ({ namespace, name, kind }: Workload): EndpointExpression => ({
    kind: 'named',
    text,
    namespace,
    name,
    workloadKind: kind,
  });
  if (owner?.kind === 'pod') {
    const { workload, group } = owner;
    return group.podName === undefined
      ? [named(workload)]
      : [{ kind: 'named', text, namespace: workload.namespace, name: group.podName }];
  }
  const selector = owner?.kind === 'service' ? owner.service.selector : undefined;
  if (owner?.kind !== 'service' || !selector) return [expression];
  const { namespace } = owner.service;
  return analysis.inventory.workloads
    .filter(
      (workload) =>
        workload.namespace === namespace && workload.podGroups.some(({ labels }) => hasLabels(labels, selector)),
    )
    .map(named);
}

/**
 * What a focus keeps of who else could reach a workload.
 *
 * @throws InvalidInput for a focus on peers, which are in the input where an exposure is about others
 */
export function focusExposures(exposures: readonly Exposure[], focus: Focus): Exposure[] {
  if (focus.peer.length > 0) {
    throw new InvalidInput(
      'An exposure is about peers that need not be in the input, so there is no peer to focus on.',
      'Leave peer= out, or --exposure.',
    );
  }
  return exposures.flatMap((exposure) => {
    const { endpoint, direction, ports, names } = exposure;
    if (!isAnyOf(endpoint, focus.workload)) return [];
    if (focus.direction.length > 0 && !focus.direction.includes(direction)) return [];
    const wanted = focus.ports ? ports.intersect(focus.ports) : ports;
    // A name may turn out to be any number of its protocol.
    const couldBeMeant = ({ protocol }: NamedPort) => !focus.ports?.intersect(PortSet.allOf(protocol)).isEmpty;
    const named = names.filter(couldBeMeant);
    return wanted.isEmpty && named.length === 0 ? [] : [{ ...exposure, ports: wanted, names: named }];
  });
}

function narrowed(connection: Connection, focus: Focus): Connection[] {
  const { from, to } = connection;
  const seenFrom = (subject: Endpoint, other: Endpoint, direction: PolicyType) =>
    subject.kind === 'workload' &&
    (focus.direction.length === 0 || focus.direction.includes(direction)) &&
    isAnyOf(subject, focus.workload) &&
    isAnyOf(other, focus.peer);
  if (!seenFrom(from, to, PolicyType.EGRESS) && !seenFrom(to, from, PolicyType.INGRESS)) return [];
  const ports = focus.ports ? connection.ports.intersect(focus.ports) : connection.ports;
  return ports.isEmpty ? [] : [{ ...connection, ports }];
}

function isAnyOf(endpoint: Endpoint, expressions: readonly EndpointExpression[]): boolean {
  return expressions.length === 0 || expressions.some((expression) => matches(endpoint, expression));
}

function matches(endpoint: Endpoint, expression: EndpointExpression): boolean {
  if (endpoint.kind === 'ip') {
    if (expression.kind !== 'addresses') return false;
    const [a, b] = [endpoint.range, expression.range];
    return a.family === b.family && a.first <= b.last && b.first <= a.last;
  }
  const { workload, members } = endpoint;
  if (expression.kind === 'namespace') return workload.namespace === expression.namespace;
  if (expression.kind !== 'named' || workload.namespace !== expression.namespace) return false;
  const { name, workloadKind } = expression;
  if (workloadKind !== undefined && workloadKind !== workload.kind) return false;
  return (
    workload.name === name ||
    members.some(({ group, ordinal }) =>
      group.ordinals && ordinal === undefined
        ? isOtherReplica(endpoint, name)
        : group.podName === name || (ordinal !== undefined && `${workload.name}-${ordinal}` === name),
    )
  );
}

/** Whether the name is that of a replica, and no other endpoint of the set is for it alone. */
function isOtherReplica({ workload }: WorkloadEndpoint, name: string): boolean {
  return name.startsWith(`${workload.name}-`) && /^\d+$/.test(name.slice(workload.name.length + 1));
}

function existing(text: string, addressesToo: boolean): EndpointExpression {
  const expression = parseEndpoint(text);
  if (expression.kind === 'imagined') {
    throw new InvalidInput(
      `${JSON.stringify(text)} need not exist, and reach shows what does.`,
      'Name a workload or a namespace; netpol explain answers about pods that need not exist.',
    );
  }
  if (expression.kind === 'addresses' && !addressesToo) {
    throw new InvalidInput(`${JSON.stringify(text)} is no workload.`, `Write peer=${text}.`);
  }
  return expression;
}

function parseDirection(text: string): PolicyType {
  if (Object.hasOwn(DIRECTIONS, text)) return DIRECTIONS[text as keyof typeof DIRECTIONS];
  throw new InvalidInput(`${JSON.stringify(text)} is no direction.`, 'Write ingress or egress.');
}
