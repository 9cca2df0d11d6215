import { readFileSync } from 'node:fs';
import type { LabelSelector } from '../../naive/kubernetes';
import type { ChangedConnection, Connection, Exposure, PortRange, Protocol, RelationEnd } from '../subject';

/** Reads the text outputs of np-guard's analyser into the shapes of subject.ts. */

interface Ports {
  ports: PortRange[];
  namedPorts: { protocol: Protocol; name: string }[];
}

/** `All Connections`, `No Connections`, or `SCTP 1-65535,TCP 80,http`: a protocol counts until the next one. */
export function parsePorts(text: string): Ports {
  if (text === 'No Connections') return { ports: [], namedPorts: [] };
  if (text === 'All Connections') return parsePorts('TCP 1-65535,UDP 1-65535,SCTP 1-65535');
  const result: Ports = { ports: [], namedPorts: [] };
  let protocol: Protocol | undefined;
  for (const item of text.split(',')) {
    const [, written, port] = /^(?:(TCP|UDP|SCTP) )?([a-z0-9-]+)$/.exec(item) ?? [];
    protocol = (written as Protocol | undefined) ?? protocol;
    const range = /^(\d+)(?:-(\d+))?$/.exec(port ?? '');
    if (!protocol || !port) throw new Error(`Not a connection: ${text}`);
    if (range) result.ports.push({ protocol, from: Number(range[1]), to: Number(range[2] ?? range[1]) });
    else result.namedPorts.push({ protocol, name: port });
  }
  return result;
}

/**
 * `namespace/owner[Kind]` or `1.2.3.4-1.2.3.9[External]`; undefined for `{ingress-controller}`, a guess about traffic
 * that Ingress objects would bring, which no NetworkPolicy speaks of.
 */
function parseEnd(text: string): RelationEnd | undefined {
  if (text === '{ingress-controller}') return undefined;
  const external = /^([\d.]+)-([\d.]+)\[External\]$/.exec(text);
  return external ? { first: external[1], last: external[2] } : { workload: text };
}

/** The list of connections, which stands before the exposure where an output has both. */
export function readConnections(file: string): Connection[] {
  const [list] = readFileSync(file, 'utf8').split('Exposure Analysis Result:');
  return lines(list).flatMap((line) => {
    const [, source, destination, ports] = match(/^(\S+) => (\S+) : (.+)$/, line);
    const [from, to] = [parseEnd(source), parseEnd(destination)];
    return from && to ? [{ from, to, ports: parsePorts(ports).ports }] : [];
  });
}

export interface ExposureOutput {
  exposures: Exposure[];
  /** Workloads that no policy isolates in that direction. */
  notIsolated: { workload: string; direction: Exposure['direction'] }[];
}

export function readExposure(file: string): ExposureOutput {
  const [, text = ''] = readFileSync(file, 'utf8').split('Exposure Analysis Result:');
  const [exposed, unprotected = ''] = text.split('Workloads not protected by network policies:');
  return {
    exposures: lines(exposed)
      .filter((line) => !/^(Egress|Ingress) Exposure:$/.test(line))
      .map((line) => {
        const [, workload, arrow, peer, ports] = match(/^(\S+)\s+(=>|<=)\s+(.+) : (.+)$/, line);
        const direction = arrow === '=>' ? 'Egress' : 'Ingress';
        return { workload, direction, peer: parsePeer(peer), ...parsePorts(ports) };
      }),
    notIsolated: lines(unprotected).map((line) => {
      const [, workload, direction] = match(/^(\S+) is not protected on (Ingress|Egress)$/, line);
      return { workload, direction: direction as Exposure['direction'] };
    }),
  };
}

/** `entire-cluster`, addresses, or `<namespaces>/<pods>` where each side is a name, a selector, or all. */
function parsePeer(text: string): Exposure['peer'] {
  if (text === 'entire-cluster') return text;
  const end = parseEnd(text);
  if (end && 'first' in end) return end;
  const [, namespace, namespaceLabels, podLabels] = match(
    /^(\[all namespaces\]|\[namespace with \{(.*)\}\]|[a-z0-9-]+)\/\[(?:all pods|pod with \{(.*)\})\]$/,
    text,
  );
  return {
    namespace: namespace.startsWith('[') ? parseSelector(namespaceLabels ?? '') : namespace,
    pods: parseSelector(podLabels ?? ''),
  };
}

/** `app=x,{Key:role,Operator:In,Values:[a b],}` */
function parseSelector(text: string): LabelSelector {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']> = [];
  const item = /\{Key:([^,]+),Operator:(\w+),Values:\[([^\]]*)\],\}|([^,{}=]+)=([^,{}]*)/g;
  for (const [, key, operator, values, label, value] of text.matchAll(item)) {
    if (label) matchLabels[label] = value;
    else matchExpressions.push({ key, operator, ...(values && { values: values.split(' ') }) });
  }
  return { matchLabels, matchExpressions };
}

export function readChanges(file: string): ChangedConnection[] {
  return lines(readFileSync(file, 'utf8'))
    .filter((line) => line !== 'Connectivity diff:')
    .flatMap((line) => {
      const [, source, destination, before, after] = match(
        /^diff-type: \w+, source: (\S+), destination: (\S+), ref1: (.+), ref2: (.+?)(?:, workloads-diff-info: .*)?$/,
        line,
      );
      const [from, to] = [parseEnd(source), parseEnd(destination)];
      return from && to ? [{ from, to, before: parsePorts(before).ports, after: parsePorts(after).ports }] : [];
    });
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function match(pattern: RegExp, line: string): string[] {
  const found = pattern.exec(line);
  if (!found) throw new Error(`Not understood, expected ${pattern}: ${line}`);
  return [...found];
}
