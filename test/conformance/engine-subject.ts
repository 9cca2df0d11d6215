import type {
  ChangedConnection,
  Connection,
  EndpointRef,
  Exposure,
  LoadedSubject,
  PortRange,
  RelationEnd,
  Subject,
} from './subject';
import { plainDocuments } from '../../src/manifests/plain-document';
import type { AddressRange } from '../../src/model/address-set';
import { formatIpAddress, parseIpAddress } from '../../src/model/ip-address';
import type { Requirement } from '../../src/model/label-selector';
import type { PortSet } from '../../src/model/port-set';
import { Protocol } from '../../src/model/protocol';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { differenceOf } from '../../src/reachability/change/difference';
import { flowBetween } from '../../src/reachability/question/flow';
import {
  exposures,
  type ExposedPeer,
  type Exposure as EngineExposure,
} from '../../src/reachability/reasoning/exposure';
import { Analysis } from '../../src/reachability/relation/analysis';
import { connectionsOf } from '../../src/reachability/relation/connections';
import type { Endpoint } from '../../src/reachability/relation/endpoints';
import { podsEnd, type FlowEnd } from '../../src/reachability/relation/flow-end';
import { notIsolated } from '../../src/reachability/relation/isolation';
import type { EngineOptions } from '../../src/reachability/universe/engine-options';
import type { LabelSelector } from '../naive/kubernetes';

interface Answer {
  allowed: PortSet;
  undefinedPorts: PortSet;
}

function load(objects: unknown[], options: EngineOptions): LoadedSubject {
  const analysis = Analysis.of(inventoryOf(plainDocuments(objects)), options);
  const answers = new Map<string, Answer>();
  const answerTo = (from: EndpointRef, to: EndpointRef): Answer => {
    const key = `${JSON.stringify(from)} ${JSON.stringify(to)}`;
    const known = answers.get(key) ?? flowBetween(analysis, endOf(analysis, from), endOf(analysis, to));
    answers.set(key, known);
    return known;
  };
  return {
    verdict(from, to, protocol, port) {
      const { allowed, undefinedPorts } = answerTo(from, to);
      if (allowed.has(protocol as Protocol, port)) return 'allowed';
      return undefinedPorts.has(protocol as Protocol, port) ? 'undefined' : 'denied';
    },
    relation: () => connectionsOf(analysis).allowed.map(({ from, to, ports }) => rowOf(from, to, ports)),
    exposure: () => exposures(analysis).map(exposureOf),
    notIsolated: () =>
      notIsolated(analysis).map(({ endpoint, direction }) => ({ workload: endpoint.workload.id, direction })),
  };
}

export function endOf(analysis: Analysis, ref: EndpointRef): FlowEnd {
  if ('ip' in ref) return { kind: 'address', address: parseIpAddress(ref.ip) };
  for (const workload of analysis.inventory.workloads) {
    for (const group of workload.podGroups) {
      if ('pod' in ref) {
        if (`${workload.namespace}/${group.podName}` === ref.pod) return podsEnd(analysis, workload, group);
      } else if (workload.id === ref.workload) {
        if (group.podName === undefined || ref.replica === undefined) {
          return podsEnd(analysis, workload, group, ref.replica);
        }
      }
    }
  }
  throw new Error(`No endpoint ${JSON.stringify(ref)}`);
}

function rowOf(from: Endpoint, to: Endpoint, ports: PortSet): Connection {
  return { from: relationEnd(from), to: relationEnd(to), ports: portRanges(ports) };
}

function exposureOf({ endpoint, direction, peer, ports, names }: EngineExposure): Exposure {
  return {
    workload: endpoint.workload.id,
    direction,
    peer: exposedPeer(peer),
    ports: portRanges(ports),
    namedPorts: [...names],
  };
}

function exposedPeer(peer: ExposedPeer): Exposure['peer'] {
  switch (peer.kind) {
    case 'entire-cluster':
      return peer.kind;
    case 'outside':
      return relationEndOfRange(peer.range);
    case 'pods': {
      const namespace = typeof peer.namespaces === 'string' ? peer.namespaces : selectorOf(peer.namespaces);
      return { namespace, pods: selectorOf(peer.pods) };
    }
  }
}

function selectorOf(requirements: readonly Requirement[]): LabelSelector {
  return { matchExpressions: requirements.map((one) => ({ ...one, values: [...one.values] })) };
}

export function relationEnd(endpoint: Endpoint): RelationEnd {
  if (endpoint.kind === 'workload') return { workload: endpoint.workload.id };
  return relationEndOfRange(endpoint.range);
}

function relationEndOfRange({ family, first, last }: AddressRange): { first: string; last: string } {
  return { first: formatIpAddress({ family, value: first }), last: formatIpAddress({ family, value: last }) };
}

export function portRanges(ports: PortSet): PortRange[] {
  return ports.toIntervals().map(({ protocol, first, last }) => ({ protocol, from: first, to: last }));
}

function diff(before: unknown[], after: unknown[], options: EngineOptions): ChangedConnection[] {
  const [old, now] = [before, after].map((objects) => inventoryOf(plainDocuments(objects)));
  return differenceOf(old, now, options).changes.map((change) => ({
    from: relationEnd(change.from),
    to: relationEnd(change.to),
    before: portRanges(change.before),
    after: portRanges(change.after),
  }));
}

export const engineSubject: Subject = { name: 'engine', judgesLargeCases: true, load, diff };
