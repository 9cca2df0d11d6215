/**
 * Traffic judged connection by connection: every pod of the one workload with every pod of the other, each asked by
 * itself, and the bucket read off a table. It shares nothing with the library's replay.
 */
import { labelsOf, namespaceOf, readCluster } from './cluster';
import type { Pod } from './kubernetes';
import { verdictIn, type EndpointRef, type Options, type Query, type Verdict } from './naive';
import { withWorkloadPods } from './workload-pods';

/** A workload as `namespace/owner[Kind]`, or an address. */
export type NaiveEnd = { workload: string } | { ip: string };

export interface NaiveFlow {
  from: NaiveEnd;
  to: NaiveEnd;
  protocol: Query['protocol'];
  port: number;
  log: 'allowed' | 'denied' | 'would-deny';
}

/** What became of a connection, is, and will be, and what that is called. */
const TABLE: Record<NaiveFlow['log'], Record<string, string>> = {
  allowed: {
    'allowed allowed': 'kept',
    'allowed denied': 'newly-denied',
    'allowed undefined': 'undecidable',
    'denied allowed': 'badly-explained',
    'denied denied': 'badly-explained',
    'denied undefined': 'badly-explained',
    'undefined allowed': 'kept',
    'undefined denied': 'newly-denied',
    'undefined undefined': 'undecidable',
  },
  'would-deny': {
    'allowed allowed': 'badly-explained',
    'allowed denied': 'badly-explained',
    'allowed undefined': 'badly-explained',
    'denied allowed': 'kept',
    'denied denied': 'newly-denied',
    'denied undefined': 'undecidable',
    'undefined allowed': 'kept',
    'undefined denied': 'newly-denied',
    'undefined undefined': 'undecidable',
  },
  denied: {
    'allowed allowed': 'badly-explained',
    'allowed denied': 'badly-explained',
    'allowed undefined': 'badly-explained',
    'denied allowed': 'newly-allowed',
    'denied denied': 'still-denied',
    'denied undefined': 'undecidable',
    'undefined allowed': 'newly-allowed',
    'undefined denied': 'still-denied',
    'undefined undefined': 'undecidable',
  },
};

export function naiveBucket(before: unknown[], after: unknown[], flow: NaiveFlow, options: Options): string {
  return TABLE[flow.log][`${naiveOutcome(before, flow, options)} ${naiveOutcome(after, flow, options)}`]!;
}

/** All pairs of pods are asked; where they differ, nothing firm can be said. */
export function naiveOutcome(objects: unknown[], flow: NaiveFlow, options: Options): Verdict {
  const cluster = readCluster(withWorkloadPods(objects));
  const refs = (end: NaiveEnd): EndpointRef[] => {
    if ('ip' in end) return [end];
    return cluster.pods.filter((pod) => ownerOf(pod) === end.workload).map(refOf);
  };
  const verdicts = refs(flow.from).flatMap((from) =>
    refs(flow.to).map((to) => verdictIn(cluster, { from, to, protocol: flow.protocol, port: flow.port }, options)),
  );
  if (verdicts.every((verdict) => verdict === 'allowed')) return 'allowed';
  return verdicts.every((verdict) => verdict === 'denied') ? 'denied' : 'undefined';
}

/** `namespace/owner[Kind]` of every pod that may be an end. */
export function naiveWorkloads(objects: unknown[]): string[] {
  return [...new Set(readCluster(withWorkloadPods(objects)).pods.map(ownerOf))];
}

function ownerOf(pod: Pod): string {
  const owner = pod.metadata?.ownerReferences?.find(({ controller }) => controller);
  return `${namespaceOf(pod)}/${owner ? `${owner.name}[${owner.kind}]` : `${pod.metadata?.name}[Pod]`}`;
}

function refOf(pod: Pod): EndpointRef {
  if (pod.metadata?.name !== undefined) return { pod: `${namespaceOf(pod)}/${pod.metadata.name}` };
  const workload = ownerOf(pod);
  const index = labelsOf(pod)['apps.kubernetes.io/pod-index'];
  return typeof index === 'string' ? { workload, replica: Number(index) } : { workload };
}
