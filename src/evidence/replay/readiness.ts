import { ClusterEnd, PodEnds } from './cluster-ends';
import { CronSchedule } from './cron-schedule';
import { ObservedWindow } from './observed-window';
import { Workload } from '../../manifests/inventory';
import { PolicyType } from '../../model/network-policy';
import { Analysis } from '../../reachability/relation/analysis';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { asMap, asText } from '../../traffic/record/json-value';

/** How well the traffic of a workload is known. */
export enum ReadinessState {
  /** It was not seen at all. */
  SILENT = 'silent',
  /** Somebody new was talked to lately, or it was watched for less than a day. */
  LEARNING = 'learning',
  /** Nobody new for a while: a day, and a fifth of the window. */
  STABILISING = 'stabilising',
  /** Nobody new for a week, and every schedule of its namespace had a run in the window. */
  STABLE = 'stable',
}

/** A CronJob, and whether the window can have seen it. */
export interface ScheduledWorkload {
  readonly workload: Workload;
  readonly schedule: string;
  /** The first run after the window, in milliseconds since 1970; undefined where none is known. */
  readonly next?: number;
  /** Whether no run lies in the window, or nobody can read the schedule. */
  readonly missed: boolean;
}

/** One direction of a workload. */
export interface DirectionReadiness {
  readonly state: ReadinessState;
  /** Different peers and ports. */
  readonly connections: number;
  /** Since when nobody new was seen, in milliseconds since 1970. */
  readonly since?: number;
}

export interface WorkloadReadiness {
  readonly workload: Workload;
  /** The lesser of both directions in which it was seen. */
  readonly state: ReadinessState;
  readonly ingress: DirectionReadiness;
  readonly egress: DirectionReadiness;
  /** Schedules of its namespace that the window missed. */
  readonly notCovered: readonly ScheduledWorkload[];
}

export interface Readiness {
  /** In the order of the inventory. */
  readonly workloads: readonly WorkloadReadiness[];
  readonly schedules: readonly ScheduledWorkload[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ORDER = Object.values(ReadinessState);

interface Seen {
  connections: number;
  lastNew: number | undefined;
}

/** A peer on a port, and when it was first seen. */
interface Pair {
  readonly key: string;
  readonly workload: Workload;
  readonly direction: PolicyType;
  first: number | undefined;
}

/** Notes when each workload first talked to whom. */
export class ReadinessTable {
  private readonly seen = new Map<Workload, Partial<Record<PolicyType, Seen>>>();
  private readonly active = new Set<Workload>();
  /** With pods: records of one pair are neighbours. */
  private readonly open = new Map<PolicyType, Pair>();
  /** With the outside: an address that is new is not somebody new, where it is only a client. */
  private readonly outside = new Map<string, Pair>();

  public constructor(
    private readonly analysis: Analysis,
    private readonly window: ObservedWindow,
  ) {}

  public isActive(workload: Workload): boolean {
    return this.active.has(workload);
  }

  public take(record: TrafficRecord, from: ClusterEnd, to: ClusterEnd): void {
    for (const end of [from, to]) {
      if (end.kind === 'pods') for (const workload of end.workloads) this.active.add(workload);
    }
    if (record.directionProof === 'unknown') return;
    if (from.kind === 'pods') this.takeSide(PolicyType.EGRESS, record, from, to);
    if (to.kind === 'pods') this.takeSide(PolicyType.INGRESS, record, to, from);
  }

  private takeSide(direction: PolicyType, record: TrafficRecord, own: PodEnds, other: ClusterEnd): void {
    const [workload, ...more] = own.workloads;
    // Which of several it was, nobody knows.
    if (!workload || more.length > 0) return;
    const { first, protocol, port } = record;
    if (other.kind === 'pods') {
      const key = `${own.key} ${other.key} ${protocol} ${port}`;
      const open = this.open.get(direction);
      if (open?.key === key) {
        open.first = earlier(open.first, first);
        return;
      }
      if (open) this.close(open);
      this.open.set(direction, { key, workload, direction, first });
      return;
    }
    const facts = direction === PolicyType.EGRESS ? record.to : record.from;
    const who = direction === PolicyType.EGRESS ? (facts.fqdn?.[0] ?? other.key) : facts.role;
    const key = `${direction} ${own.key} ${who} ${protocol} ${port}`;
    const known = this.outside.get(key);
    if (known) known.first = earlier(known.first, first);
    else this.outside.set(key, { key, workload, direction, first });
  }

  private close({ workload, direction, first }: Pair): void {
    let sides = this.seen.get(workload);
    if (!sides) this.seen.set(workload, (sides = {}));
    const side = (sides[direction] ??= { connections: 0, lastNew: undefined });
    side.connections++;
    if (first !== undefined && (side.lastNew === undefined || first > side.lastNew)) side.lastNew = first;
  }

  public finish(): Readiness {
    for (const pair of [...this.open.values(), ...this.outside.values()]) this.close(pair);
    this.open.clear();
    this.outside.clear();
    const schedules = this.schedules();
    const missed = new Map<string, ScheduledWorkload[]>();
    for (const one of schedules.filter((schedule) => schedule.missed)) {
      const { namespace } = one.workload;
      missed.set(namespace, [...(missed.get(namespace) ?? []), one]);
    }
    const workloads = this.analysis.inventory.workloads.map((workload): WorkloadReadiness => {
      const notCovered = missed.get(workload.namespace) ?? [];
      const sides = this.seen.get(workload);
      const ingress = this.sideOf(sides?.[PolicyType.INGRESS], notCovered.length === 0);
      const egress = this.sideOf(sides?.[PolicyType.EGRESS], notCovered.length === 0);
      const known = [ingress, egress].filter(({ state }) => state !== ReadinessState.SILENT);
      const seen = this.active.has(workload) ? ReadinessState.LEARNING : ReadinessState.SILENT;
      const state = known.length === 0 ? seen : known.map((side) => side.state).sort(byOrder)[0]!;
      return { workload, state, ingress, egress, notCovered };
    });
    return { workloads, schedules };
  }

  private sideOf(seen: Seen | undefined, isCovered: boolean): DirectionReadiness {
    if (!seen) return { state: ReadinessState.SILENT, connections: 0 };
    const { from, until } = this.window;
    const { connections, lastNew } = seen;
    if (from === undefined || until === undefined || lastNew === undefined) {
      return { state: ReadinessState.LEARNING, connections };
    }
    const quiet = until - lastNew;
    const settled = quiet >= Math.max(DAY, (until - from) / 5);
    const state = !settled
      ? ReadinessState.LEARNING
      : quiet >= 7 * DAY && isCovered
        ? ReadinessState.STABLE
        : ReadinessState.STABILISING;
    return { state, connections, since: lastNew };
  }

  private schedules(): ScheduledWorkload[] {
    const { from, until } = this.window;
    return this.analysis.inventory.workloads.flatMap((workload): ScheduledWorkload[] => {
      const group = workload.podGroups.find(({ document }) => document.object.kind === 'CronJob');
      const spec = asMap(group?.document.object.spec);
      const text = asText(spec?.schedule);
      if (text === undefined || spec!.suspend === true) return [];
      const schedule = CronSchedule.tryParse(text, asText(spec!.timeZone));
      const first = from === undefined ? undefined : schedule?.next(from - 1);
      const next = until === undefined ? undefined : schedule?.next(until);
      const missed = first === undefined || until === undefined || first > until;
      return [{ workload, schedule: text, ...(next === undefined ? {} : { next }), missed }];
    });
  }
}

function byOrder(a: ReadinessState, b: ReadinessState): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return b !== undefined && (a === undefined || b < a) ? b : a;
}
