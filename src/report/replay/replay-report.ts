import { Reasons, reasonsFor } from '../../evidence/replay/denials';
import { Openings } from '../../evidence/replay/openings';
import { ReadinessState } from '../../evidence/replay/readiness';
import { Bucket, Replay, ReplayedFlow } from '../../evidence/replay/replay';
import { UsageState, UsedAllowance } from '../../evidence/replay/rule-usage';
import { counted, plural } from '../../model/plural';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { endText, portText } from '../traffic/traffic-report';
import { placeOf, ruleField } from '../wording/policy-place';

/** What the renderers of `netpol replay` print. */
export interface ReplayReport {
  readonly replay: Replay;
  readonly openings: Openings;
  /** What was assumed when ends were resolved, in sentences. */
  readonly assumptions: readonly string[];
  /** Whether all of the input could be used. */
  readonly complete: boolean;
  /** Buckets that fail the run, and how many connections of them are tolerated. */
  readonly gate: Gate;
}

export interface Gate {
  readonly failOn: readonly Bucket[];
  readonly budget: number;
}

/** In the order in which they are told: what everything else rests on comes first. */
export const BUCKETS: readonly Bucket[] = [
  Bucket.BADLY_EXPLAINED,
  Bucket.NEWLY_DENIED,
  Bucket.NEWLY_ALLOWED,
  Bucket.UNDECIDABLE,
  Bucket.UNRESOLVABLE,
  Bucket.STILL_DENIED,
  Bucket.OUTSIDE_THE_API,
  Bucket.KEPT,
];

export const BUCKET_TITLES: Readonly<Record<Bucket, string>> = {
  [Bucket.BADLY_EXPLAINED]: 'Badly explained',
  [Bucket.NEWLY_DENIED]: 'Newly denied',
  [Bucket.NEWLY_ALLOWED]: 'Newly allowed',
  [Bucket.UNDECIDABLE]: 'Undecidable',
  [Bucket.UNRESOLVABLE]: 'Unresolvable',
  [Bucket.STILL_DENIED]: 'Still denied',
  [Bucket.OUTSIDE_THE_API]: 'Outside the API',
  [Bucket.KEPT]: 'Kept',
};

export interface BucketCount {
  readonly connections: number;
  readonly attempts: number;
}

export function countsOf({ flows }: Replay): Readonly<Record<Bucket, BucketCount>> {
  const counts = new Map<Bucket, { connections: number; attempts: number }>(
    BUCKETS.map((bucket) => [bucket, { connections: 0, attempts: 0 }]),
  );
  for (const { bucket, record } of flows) {
    const count = counts.get(bucket)!;
    count.connections++;
    count.attempts += record.attempts;
  }
  return Object.fromEntries(counts) as unknown as Readonly<Record<Bucket, BucketCount>>;
}

/** How many connections count against the gate. */
export function failuresOf({ replay, gate }: Pick<ReplayReport, 'replay' | 'gate'>): number {
  return replay.flows.filter(({ bucket }) => gate.failOn.includes(bucket)).length;
}

/** `412 connections of 61 workloads, 7 d 3 h: 409 kept, 3 newly denied, …` */
export function summaryOf(replay: Replay): string {
  const counts = countsOf(replay);
  const count = (bucket: Bucket) => counts[bucket].connections;
  const { workloads } = replay.readiness;
  const silent = workloads.filter(({ state }) => state === ReadinessState.SILENT).length;
  const { from, until } = replay.window;
  const length = from === undefined || until === undefined ? '' : `, ${durationText(until - from)}`;
  const firm = [Bucket.KEPT, Bucket.NEWLY_DENIED, Bucket.NEWLY_ALLOWED].map(
    (bucket) => `${count(bucket)} ${BUCKET_TITLES[bucket].toLowerCase()}`,
  );
  const others = [
    Bucket.BADLY_EXPLAINED,
    Bucket.STILL_DENIED,
    Bucket.UNDECIDABLE,
    Bucket.UNRESOLVABLE,
    Bucket.OUTSIDE_THE_API,
  ]
    .filter((bucket) => count(bucket) > 0)
    .map((bucket) => `${count(bucket)} ${BUCKET_TITLES[bucket].toLowerCase().replace('api', 'API')}`);
  return [
    `${plural(replay.flows.length, 'connection')} of ${plural(workloads.length - silent, 'workload')}${length}: ${firm.join(', ')}`,
    ...(others.length > 0 ? [others.join(', ')] : []),
    ...(silent > 0 ? [`${plural(silent, 'workload')} never seen`] : []),
  ].join('; ');
}

/** `7 d 3 h`, `12 min` */
export function durationText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days} d${hours > 0 ? ` ${hours} h` : ''}`;
  return hours > 0 ? `${hours} h${minutes % 60 > 0 ? ` ${minutes % 60} min` : ''}` : `${minutes} min`;
}

/** `shop/web[Deployment] -> shop/db[StatefulSet] on TCP/5432` */
export function flowText({ record }: ReplayedFlow): string {
  return `${endText(record.from)} -> ${endText(record.to)} on ${portText(record)}`;
}

export function isDns({ record }: ReplayedFlow): boolean {
  const { port, protocol, to } = record;
  if (protocol !== 'UDP' && protocol !== 'TCP') return false;
  // The DNS pods of OpenShift listen on 5353.
  return port === 53 || (port === 5353 && to.ns === 'openshift-dns');
}

/** Why a connection should be looked at before it is believed. */
export function doubtsOf({ record }: ReplayedFlow, until: number | undefined): string[] {
  const { verdict, confidence, directionProof, sides, from, to } = record;
  return [
    ...(verdict === 'unknown' ? ['the log does not say what became of it'] : []),
    ...(verdict === 'reset' ? ['it was reset: by its destination, or by a policy that rejects'] : []),
    ...(directionProof === 'heuristic' ? ['who opened it is a guess by port numbers'] : []),
    ...(confidence === 'weak' && directionProof !== 'heuristic' && directionProof !== 'unknown'
      ? ['weak evidence']
      : []),
    ...(verdict === 'allowed' && sides === 'src' && to.role === 'workload'
      ? ['seen where it started, and not where it landed']
      : []),
    ...([from, to].some(({ role, ip }) => role === 'external' && ip === undefined) ? ['the log has no address'] : []),
    ...(isLong(record, until)
      ? ['open for long: some network plugins let it live on, so that the denial comes when it is opened again']
      : []),
  ];
}

const HOUR = 3_600_000;

/** A connection that was open for hours, up to the end of the window. */
function isLong({ first, last, attempts }: TrafficRecord, until: number | undefined): boolean {
  if (first === undefined || last === undefined || until === undefined || attempts > 1) return false;
  return last - first >= HOUR && until - last <= HOUR / 6;
}

/** Who denies a connection, a sentence for each side that does, and what was probably meant. */
export function denialTexts(reasons: Reasons): string[] {
  const { sides, misses, from, to } = reasons;
  const texts = sides.flatMap(({ direction, denied, policies, side }) => {
    if (denied.isEmpty) return [];
    const subject = direction === 'Egress' ? from : to;
    const who = subject.kind === 'pods' ? subject.id : 'it';
    const names = policies.slice(0, MOST_POLICIES).map(({ policy }) => placeOf(policy));
    const more = policies.length > names.length ? ` and ${policies.length - names.length} more` : '';
    const byOthers = side.program ? 'policies of other kinds and ' : '';
    const isolating = `${byOthers}${names.join(', ')}${more}`;
    return [
      `${direction} of ${who}: isolated by ${isolating === '' ? 'policies of other kinds' : isolating}, and no rule allows it`,
    ];
  });
  const hints = misses.map(
    ({ policy, direction, rule, service, protocol, port, targetPort }) =>
      `${placeOf(policy, ruleField(direction, rule))} allows ${protocol} ${port}, which is the port of Service ${service}; its pods listen on ${targetPort}`,
  );
  return [...texts, ...new Set(hints)];
}

const MOST_POLICIES = 3;

/** The rules that allow a connection, at both ends. */
export function allowingRules({ sides }: Reasons): string[] {
  return sides.flatMap(({ direction, policies }) =>
    policies.flatMap(({ policy, rules }) =>
      rules.filter(({ allows }) => allows).map(({ index }) => placeOf(policy, ruleField(direction, index))),
    ),
  );
}

/** The sentences that belong to one connection. */
export function reasonTexts({ replay }: ReplayReport, flow: ReplayedFlow): string[] {
  const { bucket, record, why } = flow;
  const doubts = doubtsOf(flow, replay.window.until);
  if (bucket === Bucket.NEWLY_DENIED) {
    const reasons = reasonsFor(replay.judge, record);
    return [...(reasons ? denialTexts(reasons) : []), ...doubts];
  }
  if (bucket === Bucket.NEWLY_ALLOWED) {
    const reasons = reasonsFor(replay.judge, record);
    const rules = reasons ? allowingRules(reasons) : [];
    const opened =
      rules.length > 0 ? `opened by ${rules.slice(0, MOST_POLICIES).join(', ')}` : 'nothing isolates its ends';
    return [opened, ...doubts];
  }
  if (bucket === Bucket.BADLY_EXPLAINED && replay.judgeBefore) {
    const reasons = record.verdict === 'allowed' ? reasonsFor(replay.judgeBefore, record) : undefined;
    return [why!, ...(reasons ? denialTexts(reasons) : []), ...doubts];
  }
  return [...(why === undefined ? [] : [why]), ...doubts];
}

/** `shop/web spec.ingress[0].from[1].ports[0]` is which entry of which policy. */
export function allowanceField({ allowance }: UsedAllowance): string {
  const { direction, rule, peer, port } = allowance;
  const [rules, peers] = direction === 'Egress' ? ['egress', 'to'] : ['ingress', 'from'];
  return `${rules}[${rule}]${peer === undefined ? '' : `.${peers}[${peer}]`}${port === undefined ? '' : `.ports[${port}]`}`;
}

export const USAGE_TITLES: Readonly<Record<UsageState, string>> = {
  [UsageState.USED]: 'used',
  [UsageState.USED_BESIDE_OTHERS]: 'used beside others',
  [UsageState.UNUSED]: 'unused',
  [UsageState.SILENT]: 'not seen, of workloads that were silent',
  [UsageState.CANNOT_BE_SEEN]: 'not to be seen in such logs',
  [UsageState.LOSSY]: 'not seen, in logs that are not whole',
  [UsageState.NOT_WATCHED]: 'not watched for long enough',
  [UsageState.KEPT_ON_PURPOSE]: 'not seen, and kept on purpose',
};

/** What is true of the usage as a whole, in sentences. */
export function usageNotes({ usage, window }: Replay): string[] {
  const withoutTimes = window.from === undefined;
  return [
    ...window.lossy.map((loss) => `${loss} So nothing is called unused.`),
    ...(withoutTimes && window.lossy.length === 0 ? ['The logs have no times, so nothing is called unused.'] : []),
    ...(usage.otherPolicies > 0
      ? [
          `Usage knows the rules of NetworkPolicies; ${counted(usage.otherPolicies, 'policy', 'of another kind is', 'of other kinds are')} not listed.`,
        ]
      : []),
  ];
}

/** The entries of each state, in the order of the states. */
export function byState(allowances: readonly UsedAllowance[]): ReadonlyMap<UsageState, readonly UsedAllowance[]> {
  const groups = new Map<UsageState, UsedAllowance[]>(Object.values(UsageState).map((state) => [state, []]));
  for (const one of allowances) groups.get(one.state)!.push(one);
  return groups;
}

/** `3 learning, 2 stable` */
export function readinessText({ readiness }: Replay): string {
  const counts = Object.values(ReadinessState).map((state) => ({
    state,
    count: readiness.workloads.filter((one) => one.state === state).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state}`)
    .join(', ');
}
