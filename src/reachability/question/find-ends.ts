import { ownerOf } from './address-owner';
import {
  Addresses,
  EndpointExpression,
  ImaginedPods,
  NamedPods,
  NamedService,
  NamespacePods,
} from './endpoint-expression';
import { ServiceFacts, Workload } from '../../manifests/inventory';
import { apiServerAddressesOf, nodeAddressesOf } from '../../manifests/node-addresses';
import { externalNameOf, isHeadless } from '../../manifests/service-index';
import { closestWord } from '../../model/closest-word';
import { POD_NAME_LABEL } from '../../model/controller-labels';
import { AddressFamily, formatIpAddress, tryParseIpAddress } from '../../model/ip-address';
import { hasLabels } from '../../model/label-selector';
import { Analysis } from '../relation/analysis';
import { endpointNames } from '../relation/endpoint-names';
import { FlowEnd, PodsEnd, imaginedPodsEnd, podsEnd } from '../relation/flow-end';
import { forEachIn, interval } from '../sets/interval-set';
import { ClassMember } from '../universe/pod-classes';

/** What an expression stands for in an analysis: at least one end, or the reason why there is none. */
export type FoundEnds = Ends | { readonly nothing: string; readonly remedy: string };

export interface Ends {
  readonly ends: readonly FlowEnd[];
  /** Whose address it is, where somebody asked about one of the cluster. */
  readonly note?: string;
  /** The Service whose address it is: its ports are asked about, and the ends have container ports. */
  readonly through?: ServiceFacts;
}

/**
 * The ends that an expression stands for. Pods that are alike for every policy are one end, or two where one pod and
 * another like it could be asked about; addresses that are alike are one end.
 */
export function findEnds(analysis: Analysis, expression: EndpointExpression): FoundEnds {
  if (expression.kind === 'addresses') {
    return ownedEnds(analysis, expression) ?? { ends: addressEnds(analysis, expression) };
  }
  const { namespace, text } = expression;
  if (!analysis.inventory.namespaces.has(namespace)) {
    const closest = closestWord(namespace, analysis.inventory.namespaces.keys());
    const hint = closest === undefined ? '' : `Did you mean ${closest}? `;
    return {
      nothing: `Nothing in the input is in the namespace ${JSON.stringify(namespace)} of ${JSON.stringify(text)}.`,
      remedy: `${hint}Check the spelling, or add the manifests of that namespace to the input.`,
    };
  }
  switch (expression.kind) {
    case 'service':
      return namedServiceEnds(analysis, expression);
    case 'imagined':
      return { ends: [imagined(analysis, expression)] };
    case 'namespace':
      return namespaceEnds(analysis, expression);
    default:
      return namedEnds(analysis, expression);
  }
}

/** The pods that have the address, or are behind it; undefined where it is one outside, or a node's. */
function ownedEnds(analysis: Analysis, { text, range: { family, first, last } }: Addresses): FoundEnds | undefined {
  if (first !== last) return undefined;
  const owner = ownerOf(analysis.inventory, { family, value: first });
  switch (owner?.kind) {
    case 'pod': {
      const { workload, group } = owner;
      const pod = group.podName === undefined || workload.kind === 'Pod' ? '' : ` (pod ${group.podName})`;
      return { ends: [podsEnd(analysis, workload, group)], note: `${text} is the address of ${workload.id}${pod}.` };
    }
    case 'service':
      return serviceEnds(analysis, owner.service, `${text} is the address of the Service`);
    case 'node':
      return {
        ends: [{ kind: 'address', address: { family, value: first } }],
        note: `${text} is an address of the node ${owner.node.name}, where its pods with hostNetwork answer too.`,
      };
    default:
      return undefined;
  }
}

/** The ends behind a Service, because policies see pods and container ports. */
function serviceEnds(analysis: Analysis, service: ServiceFacts, words: string): FoundEnds | undefined {
  const name = `${service.namespace}/${service.name}`;
  const is = `${words} ${name}`;
  if (service.selector) {
    const { selector } = service;
    const podName = selector[POD_NAME_LABEL];
    if (podName !== undefined) {
      const { namespace } = service;
      const found = namedEnds(analysis, { kind: 'named', text: podName, namespace, name: podName });
      return 'ends' in found
        ? { ...found, note: `${is}, which is that of the pod ${podName}.`, through: service }
        : found;
    }
    const members = analysis.members.filter(
      ({ workload, group }) => workload.namespace === service.namespace && hasLabels(group.labels, selector),
    );
    if (members.length === 0) {
      return { nothing: `${is}, which selects no pod of the input.`, remedy: 'Add the manifests of its workloads.' };
    }
    const { plugin } = analysis.universe.options;
    const see = 'the pods behind it and their container ports';
    const sees =
      plugin && plugin.judgesPodBehindService.support !== 'yes'
        ? `policies for ingress see ${see}, and ${plugin.title} ${plugin.judgesPodBehindService.support === 'no' ? 'judges' : 'may judge'} egress by the address itself`
        : `policies see ${see}`;
    return { ends: memberEnds(analysis, members), note: `${is}: ${sees}.`, through: service };
  }
  // Where the plugin judges the address of the Service itself, that is what is asked about.
  if (analysis.universe.options.plugin?.judgesPodBehindService.support === 'no') return undefined;
  const isApiServer = name === 'default/kubernetes';
  const endpoints = isApiServer ? apiServerAddressesOf(analysis.inventory) : [];
  if (endpoints.length > 0) {
    const note = `${is}: policies see the addresses behind it, ${endpoints.map(formatIpAddress).join(', ')}.`;
    return { ends: endpoints.map((address) => ({ kind: 'address', address })), note, through: service };
  }
  return {
    nothing: `${is}, which selects no pods, and policies see what is behind it.`,
    remedy: isApiServer
      ? 'Add its EndpointSlice to the input (kubectl get endpointslices -n default -o yaml), or ask about an address of the API server.'
      : 'Ask about an address that its endpoints have.',
  };
}

/** Names that stand for each other further than this lead nowhere. */
const MOST_ALIASES = 8;

/** What is behind a Service that is asked about by its name. */
function namedServiceEnds(
  analysis: Analysis,
  { namespace, name, text }: Pick<NamedService, 'namespace' | 'name' | 'text'>,
  aliases = 0,
): FoundEnds {
  const own = analysis.inventory.services.filter((one) => one.namespace === namespace);
  const service = own.find((one) => one.name === name);
  if (!service) {
    const closest = closestWord(
      name,
      own.map((one) => one.name),
    );
    const known = own.map((one) => one.name).sort();
    const others =
      known.length === 0
        ? `It has none in ${namespace}: add the manifest of the Service, or ask about the pods behind it.`
        : `There ${shortList(known)}.`;
    return {
      nothing: `The input has no Service ${JSON.stringify(text)}.`,
      remedy: closest === undefined ? others : `Did you mean service/${namespace}/${closest}?`,
    };
  }
  const is = `${namespace}/${name}`;
  const alias = externalNameOf(service);
  if (alias !== undefined) {
    const inside = /^([^.]+)\.([^.]+)\.svc(?:\.|$)/.exec(alias);
    if (inside && aliases < MOST_ALIASES) {
      return namedServiceEnds(analysis, { name: inside[1]!, namespace: inside[2]!, text }, aliases + 1);
    }
    return {
      nothing: `The Service ${is} is another name for ${alias}, and policies see the address that it stands for.`,
      remedy: 'Ask about that address.',
    };
  }
  if (isHeadless(service) && service.selector) {
    const { selector } = service;
    const members = analysis.members.filter(
      ({ workload, group }) => workload.namespace === namespace && hasLabels(group.labels, selector),
    );
    if (members.length > 0) {
      const note = `The Service ${is} is headless: its clients connect to its pods, on the ports of the pods.`;
      return { ends: memberEnds(analysis, members), note };
    }
  }
  const behind = service.selector ? undefined : endpointEnds(analysis, service, is);
  const found = behind ?? serviceEnds(analysis, service, 'This is the Service');
  if (!found) {
    return {
      nothing: `The Service ${is} selects no pods, and the network plugin judges its own address.`,
      remedy: 'Ask about that address.',
    };
  }
  return 'ends' in found ? { ...found, note: [found.note ?? '', ...trafficNotes(service)].join(' ').trim() } : found;
}

function shortList(names: readonly string[]): string {
  return `${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`;
}

/** The addresses behind a Service without a selector, as its EndpointSlices have them; those of pods are the pods. */
function endpointEnds(analysis: Analysis, service: ServiceFacts, is: string): FoundEnds | undefined {
  const { endpoints = [] } = analysis.inventory;
  const own = endpoints.filter((one) => one.namespace === service.namespace && one.service === service.name);
  const addresses = own.flatMap((one) => one.addresses.flatMap((address) => tryParseIpAddress(address) ?? []));
  if (addresses.length === 0) return undefined;
  const ends = addresses.map((address): FlowEnd => {
    const owner = ownerOf(analysis.inventory, address);
    return owner?.kind === 'pod' ? podsEnd(analysis, owner.workload, owner.group) : { kind: 'address', address };
  });
  const shown = addresses.slice(0, 10).map(formatIpAddress).join(', ');
  const note = `This is the Service ${is}: it selects no pods, and policies see the addresses behind it, ${shown}${addresses.length > 10 ? ', …' : ''}.`;
  return { ends, note, through: service };
}

/** What traffic from outside and from other nodes looks like behind a Service. */
function trafficNotes({ document }: ServiceFacts): string[] {
  const spec = (document.object.spec ?? {}) as Readonly<Record<string, unknown>>;
  const fromOutside = spec.type === 'LoadBalancer' || spec.type === 'NodePort';
  const notes: string[] = [];
  if (fromOutside && spec.externalTrafficPolicy !== 'Local') {
    notes.push(
      `Who comes in by its ${spec.type === 'NodePort' ? 'nodePort' : 'load balancer'} may have the address of a node as the source there, since externalTrafficPolicy is ${spec.externalTrafficPolicy === undefined ? 'not set' : 'Cluster'}.`,
    );
  } else if (fromOutside) {
    notes.push(
      'Who comes in from outside keeps the own address, and reaches pods of the node that it arrives at only.',
    );
  }
  if (spec.internalTrafficPolicy === 'Local') {
    notes.push('Pods reach those of their own node only (internalTrafficPolicy: Local), whatever policies say.');
  }
  return notes;
}

function imagined(analysis: Analysis, { namespace, labels, text }: ImaginedPods): PodsEnd {
  return imaginedPodsEnd(analysis, namespace, labels, text);
}

function namespaceEnds(analysis: Analysis, { namespace }: NamespacePods): FoundEnds {
  const members = analysis.members.filter(({ workload }) => workload.namespace === namespace);
  if (members.length > 0) return { ends: memberEnds(analysis, members) };
  return {
    nothing: `The input has no pods in the namespace ${namespace}.`,
    remedy:
      'Add the manifests of its workloads to the input, or ask about a pod that need not exist: namespace:{app=web}.',
  };
}

function namedEnds(analysis: Analysis, expression: NamedPods): FoundEnds {
  const { namespace, name, workloadKind, text } = expression;
  const here = analysis.members.filter(({ workload }) => workload.namespace === namespace);
  const ofWorkload = here.filter(
    ({ workload }) => workload.name === name && (workloadKind === undefined || workload.kind === workloadKind),
  );
  if (ofWorkload.length > 0) return { ends: memberEnds(analysis, ofWorkload) };
  if (workloadKind === undefined) {
    const ofPod = here.filter(({ group }) => group.podName === name);
    if (ofPod.length > 0) return { ends: memberEnds(analysis, ofPod) };
    const replica = replicaEnd(analysis, here, name);
    if (replica) return { ends: [replica] };
  }
  return {
    nothing: `The input has no workload or pod ${JSON.stringify(text)}.`,
    remedy: nearest(analysis, expression, here),
  };
}

function nearest(
  analysis: Analysis,
  { namespace, name, workloadKind }: NamedPods,
  here: readonly ClassMember[],
): string {
  const others = here.filter(({ workload }) => workload.name === name);
  if (workloadKind !== undefined && others.length > 0) return `There is ${others[0]!.workload.id}.`;
  const names = new Set(
    here.flatMap(({ workload, group }) => [workload.name, ...(group.podName === undefined ? [] : [group.podName])]),
  );
  const closest = closestWord(name, names);
  if (closest !== undefined) return `Did you mean ${namespace}/${closest}?`;
  const elsewhere = analysis.inventory.workloads.find((workload) => workload.name === name);
  if (elsewhere) return `There is one in another namespace: ${elsewhere.namespace}/${name}.`;
  const known = [...names].sort().slice(0, 10);
  return known.length === 0
    ? `There are no pods in ${namespace} at all; add the manifests of its workloads to the input.`
    : `In ${namespace} there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}${names.size > known.length ? ', …' : ''}.`;
}

/** At most two pods of each class: no policy can tell more of them apart, and one alone would only be itself. */
export function memberEnds(analysis: Analysis, members: readonly ClassMember[]): PodsEnd[] {
  const byClass = new Map<string, PodsEnd[]>();
  for (const member of members) {
    // Addresses of nodes make a difference that classes do not know.
    const key = `${member.classId}|${member.group.nodeAddresses.join()}`;
    const same = byClass.get(key) ?? [];
    if (same.length < 2) byClass.set(key, [...same, memberEnd(analysis, member)]);
  }
  return [...byClass.values()].flat();
}

function memberEnd(analysis: Analysis, member: ClassMember): PodsEnd {
  const { workload, group, ordinal } = member;
  if (!group.ordinals || ordinal !== undefined) {
    return named(analysis, member, podsEnd(analysis, workload, group, ordinal));
  }
  // Any replica that no selector singles out stands for the others.
  const singled = singledReplicas(analysis).get(group);
  let other = group.ordinals.first;
  while (singled?.has(other)) other++;
  return { ...named(analysis, member, podsEnd(analysis, workload, group, other)), pod: undefined };
}

/** Pods of one workload that are treated differently are called as the whole relation calls them. */
function named(analysis: Analysis, member: ClassMember, end: PodsEnd): PodsEnd {
  return {
    ...end,
    id: endpointNames(analysis).get(member) ?? end.id,
    source: { ...end.source!, classId: member.classId },
  };
}

const knownReplicas = new WeakMap<Analysis, ReadonlyMap<ClassMember['group'], ReadonlySet<number>>>();

/** The replicas that selectors single out, by the pods that they belong to. */
function singledReplicas(analysis: Analysis): ReadonlyMap<ClassMember['group'], ReadonlySet<number>> {
  const known = knownReplicas.get(analysis);
  if (known) return known;
  const replicas = new Map<ClassMember['group'], Set<number>>();
  for (const { group, ordinal } of analysis.members) {
    if (ordinal !== undefined) replicas.set(group, (replicas.get(group) ?? new Set()).add(ordinal));
  }
  knownReplicas.set(analysis, replicas);
  return replicas;
}

/** `db-0` of the StatefulSet `db`. */
function replicaEnd(analysis: Analysis, members: readonly ClassMember[], name: string): PodsEnd | undefined {
  const match = /^(.+)-(0|[1-9]\d{0,8})$/.exec(name);
  if (!match) return undefined;
  const ordinal = Number(match[2]);
  const isReplica = ({ workload, group }: { workload: Workload; group: ClassMember['group'] }) =>
    workload.name === match[1] &&
    group.ordinals !== undefined &&
    ordinal >= group.ordinals.first &&
    ordinal < group.ordinals.first + group.ordinals.count;
  const own = members.filter((candidate) => isReplica(candidate));
  const member = own.find((one) => one.ordinal === ordinal) ?? own.find((one) => one.ordinal === undefined);
  return member && named(analysis, member, podsEnd(analysis, member.workload, member.group, ordinal));
}

/** One address for each atom that the range touches. */
function addressEnds(analysis: Analysis, { range: { family, first, last } }: Addresses): FlowEnd[] {
  const { atoms } = analysis.universe;
  const ends: FlowEnd[] = [];
  const nodes = first === last ? NO_NODES : nodeAddresses(analysis, family);
  forEachIn(interval(atoms.atomOf({ family, value: first }), atoms.atomOf({ family, value: last }) + 1), (atom) => {
    const own = atoms.rangeOf(atom, atom + 1);
    const [lo, hi] = [own.first > first ? own.first : first, own.last < last ? own.last : last];
    let value = lo;
    // A pod and its own node are a case of their own, which nobody means who names a whole block.
    while (nodes.has(value) && value < hi) value++;
    ends.push({ kind: 'address', address: { family, value } });
  });
  return ends;
}

const NO_NODES: ReadonlySet<bigint> = new Set();

function nodeAddresses({ inventory }: Analysis, family: AddressFamily): ReadonlySet<bigint> {
  return new Set(nodeAddressesOf(inventory).flatMap((node) => (node.family === family ? [node.value] : [])));
}
