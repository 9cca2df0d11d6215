import { Replay, replay } from '../../../src/evidence/replay/replay';
import type { CniProfile } from '../../../src/platform/cni-profiles/cni-capability';
import type { TrafficRecord } from '../../../src/traffic/aggregation/traffic-record';
import type { LogHeader } from '../../../src/traffic/log-header';
import type { Traffic } from '../../../src/traffic/read-traffic';
import type { EndFacts } from '../../../src/traffic/record/end';
import { namespace, policy } from '../../fixtures/objects';
import { analyse } from '../../reachability/support';

export const workload = (id: string, kind = 'Deployment', port?: number, spec: object = {}): object => {
  const [ns, name] = id.split('/') as [string, string];
  const containers = [{ name: 'c', image: 'i', ...(port === undefined ? {} : { ports: [{ containerPort: port }] }) }];
  const template = { metadata: { labels: { app: name } }, spec: { containers } };
  const isCron = kind === 'CronJob';
  return {
    apiVersion: isCron || kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { namespace: ns, name },
    spec: isCron
      ? { schedule: '0 3 1 * *', jobTemplate: { spec: { template } }, ...spec }
      : { selector: { matchLabels: { app: name } }, template, ...spec },
  };
};

export const service = (id: string, port: number, targetPort: number | string, more: object = {}): object => {
  const [ns, name] = id.split('/') as [string, string];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: ns, name },
    spec: { selector: { app: name }, ports: [{ port, targetPort }], ...more },
  };
};

/** The setting of the tables: web, orders, db, cache, and report, which runs once a month. */
export const shop: readonly object[] = [
  namespace('shop'),
  namespace('kube-system'),
  workload('shop/web'),
  workload('shop/orders', 'Deployment', 8080),
  service('shop/orders', 80, 8080, { clusterIP: '10.96.0.20' }),
  workload('shop/db', 'StatefulSet', 5432),
  workload('shop/cache'),
  workload('shop/report', 'CronJob'),
  workload('kube-system/kube-dns'),
];

export const denyAll = policy('shop/default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
export const denyIngress = policy('shop/default-deny', { podSelector: {}, policyTypes: ['Ingress'] });

const labels = (name: string) => ({ matchLabels: { app: name } });

/** The two policies of an allowed flow within the namespace. */
export const allow = (from: string, to: string, port: number | string, more: object = {}): object[] => [
  policy(`shop/${from}-to-${to}`, {
    podSelector: labels(from),
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: labels(to) }], ports: [{ port, ...more }] }],
  }),
  policy(`shop/${to}-from-${from}`, {
    podSelector: labels(to),
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: labels(from) }], ports: [{ port, ...more }] }],
  }),
];

const KINDS: Readonly<Record<string, string>> = { db: 'StatefulSet', report: 'CronJob' };

/** `shop/web`, `203.0.113.9`, or facts. */
function end(text: string | EndFacts): EndFacts {
  if (typeof text !== 'string') return text;
  const [ns, owner] = text.split('/');
  if (owner === undefined) return { role: 'external', ip: text };
  return { role: 'workload', ns: ns!, owner, kind: KINDS[owner] ?? 'Deployment' };
}

export const DAY = 86_400_000;
export const FROM = Date.UTC(2026, 10, 2);
export const UNTIL = FROM + 7 * DAY;

export function seen(
  from: string | EndFacts,
  to: string | EndFacts,
  port: number | null = 8080,
  more: Partial<TrafficRecord> = {},
): TrafficRecord {
  return {
    from: end(from),
    to: end(to),
    protocol: 'TCP',
    ...(port === null ? {} : { port }),
    portKind: 'pod',
    verdict: 'allowed',
    directionProof: 'flag',
    confidence: 'strong',
    attempts: 1,
    count: 1,
    first: FROM,
    last: UNTIL,
    ref: { file: 'flows.jsonl', line: 1 },
    ...more,
  };
}

export function header(more: Partial<LogHeader> = {}): LogHeader {
  return {
    source: 'flows.jsonl',
    format: 'hubble',
    from: FROM,
    until: UNTIL,
    nodes: [],
    gaps: [],
    lost: { events: 0, lines: 0 },
    missingFields: [],
    lines: 100,
    observations: 100,
    passedOver: {},
    unparsed: [],
    notForDrafting: [],
    remarks: [],
    ...more,
  };
}

export const trafficOf = (records: readonly TrafficRecord[], head: Partial<LogHeader> = {}): Traffic => ({
  files: [header(head)],
  records,
  merged: 0,
  closedEarly: 0,
});

export interface ReplayInput {
  readonly flows: readonly TrafficRecord[];
  readonly after: readonly unknown[];
  readonly before?: readonly unknown[];
  readonly cluster?: readonly unknown[];
  readonly head?: Partial<LogHeader>;
  readonly plugin?: CniProfile;
}

export function replayed({ flows, after, before, cluster = shop, head, plugin }: ReplayInput): Replay {
  const analysisOf = (policies: readonly unknown[]) => analyse([...cluster, ...policies], 'never', plugin);
  return replay(trafficOf(flows, head), analysisOf(after), before && analysisOf(before));
}

/** The buckets that are not empty, with their counts. */
export function bucketsOf({ flows }: Replay): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { bucket } of flows) counts[bucket] = (counts[bucket] ?? 0) + 1;
  return counts;
}
