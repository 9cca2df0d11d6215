import { FlowJudge, Judgement, Outcome } from './flow-judge';
import { DriftedLabel, LabelDrift } from './label-drift';
import { ObservedWindow, observedWindow } from './observed-window';
import { Readiness, ReadinessTable } from './readiness';
import { RuleUsage, UsageTable } from './rule-usage';
import { Tick } from '../../model/tick';
import { Analysis } from '../../reachability/relation/analysis';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { Traffic } from '../../traffic/read-traffic';

/** What a change of policies means for a connection that was observed. */
export enum Bucket {
  /** It passed, and will pass. */
  KEPT = 'kept',
  /** It passed, and will be denied. */
  NEWLY_DENIED = 'newly-denied',
  /** It was denied, and will pass. */
  NEWLY_ALLOWED = 'newly-allowed',
  /** It was denied, and will be. */
  STILL_DENIED = 'still-denied',
  /** The log says something else than the policies that are said to be in force. */
  BADLY_EXPLAINED = 'badly-explained',
  /** The API, the network plugin or the log leaves it open. */
  UNDECIDABLE = 'undecidable',
  /** An end is not in the manifests. */
  UNRESOLVABLE = 'unresolvable',
  /** Policies make no statement about it. */
  OUTSIDE_THE_API = 'outside-the-api',
}

/** A record of traffic, judged. */
export interface ReplayedFlow {
  readonly record: TrafficRecord;
  readonly bucket: Bucket;
  /** What the policies in question make of it. */
  readonly after: Judgement;
  /** What the policies from before make of it. */
  readonly before?: Judgement;
  /** Why it is in its bucket, as a part of a sentence, where the verdicts do not say it all. */
  readonly why?: string;
}

/** Traffic judged by policies: facts, without words for them. */
export interface Replay {
  /** In the order of the records. */
  readonly flows: readonly ReplayedFlow[];
  readonly window: ObservedWindow;
  /** How far the traffic has used each allowance of the policies in question. */
  readonly usage: RuleUsage;
  /** How well each workload is known by its traffic. */
  readonly readiness: Readiness;
  /** Labels that differ between the log and the manifests, though policies select by them. */
  readonly drift: readonly DriftedLabel[];
  /** Judges further questions with what is remembered. */
  readonly judge: FlowJudge;
  readonly judgeBefore?: FlowJudge;
}

/**
 * Judges traffic by a set of policies.
 *
 * @param after the policies in question, and the workloads
 * @param before the policies that were in force when the traffic was recorded; without them the log alone says what
 * became of each connection
 */
export function replay(traffic: Traffic, after: Analysis, before?: Analysis, tick?: Tick): Replay {
  const judge = new FlowJudge(after);
  const judgeBefore = before && new FlowJudge(before);
  const window = observedWindow(traffic);
  const usage = new UsageTable(judge);
  const readiness = new ReadinessTable(after, window);
  const drift = new LabelDrift(after);
  const { records } = traffic;
  const flows = records.map((record, index): ReplayedFlow => {
    tick?.(index, records.length);
    const { judgement, from, to } = judge.judgeEnds(record);
    usage.take(record, from, to);
    readiness.take(record, from, to);
    drift.take(record, from, to);
    return bucketed(record, judgement, judgeBefore?.judge(record));
  });
  return {
    flows,
    window,
    usage: usage.finish(window, readiness),
    readiness: readiness.finish(),
    drift: drift.finish(),
    judge,
    ...(judgeBefore ? { judgeBefore } : {}),
  };
}

function bucketed(record: TrafficRecord, after: Judgement, before: Judgement | undefined): ReplayedFlow {
  const { bucket, why } = place(record, after, before);
  return { record, bucket, after, ...(before ? { before } : {}), ...(why === undefined ? {} : { why }) };
}

interface Place {
  readonly bucket: Bucket;
  readonly why?: string;
}

const KEPT: Place = { bucket: Bucket.KEPT };
const NEWLY_DENIED: Place = { bucket: Bucket.NEWLY_DENIED };
const NEWLY_ALLOWED: Place = { bucket: Bucket.NEWLY_ALLOWED };
const STILL_DENIED: Place = { bucket: Bucket.STILL_DENIED };
const PASSED_ANYWAY: Place = {
  bucket: Bucket.BADLY_EXPLAINED,
  why: 'it passed, and the policies from before deny it: they were not in force, were of another time, or it was somebody else',
};
const DENIED_ANYWAY: Place = {
  bucket: Bucket.BADLY_EXPLAINED,
  why: 'it was denied, and no policy from before denies it: something else did, or the log is wrong, as agents are that log denials of a direction that no policy isolates',
};

/** @param before undefined where nothing is known of it */
function place(record: TrafficRecord, after: Judgement, before: Judgement | undefined): Place {
  const { verdict } = record;
  if (after.outcome === Outcome.OUTSIDE) return { bucket: Bucket.OUTSIDE_THE_API, why: after.why };
  if (after.outcome === Outcome.UNRESOLVED) return { bucket: Bucket.UNRESOLVABLE, why: after.why };
  const passed = passedBefore(record, before);
  const explained = before?.outcome;
  if (verdict === 'allowed' && explained === Outcome.DENIED) return PASSED_ANYWAY;
  if ((verdict === 'denied' || verdict === 'would-deny') && explained === Outcome.ALLOWED) return DENIED_ANYWAY;
  if (after.outcome === Outcome.UNDECIDED) return { bucket: Bucket.UNDECIDABLE, why: after.why };
  if (passed === undefined) return { bucket: Bucket.UNDECIDABLE, why: before?.why };
  if (after.outcome === Outcome.ALLOWED) return passed ? KEPT : NEWLY_ALLOWED;
  return passed ? NEWLY_DENIED : STILL_DENIED;
}

/**
 * Whether a connection passes today. An audit lets pass what it would deny. Where the log does not say, the policies
 * from before do; without them it may have passed, and then nobody would want to lose it.
 */
function passedBefore({ verdict }: TrafficRecord, before: Judgement | undefined): boolean | undefined {
  if (verdict === 'allowed' || verdict === 'would-deny') return true;
  if (verdict === 'denied') return false;
  switch (before?.outcome) {
    case Outcome.ALLOWED:
      return true;
    case Outcome.DENIED:
      return false;
    case Outcome.UNDECIDED:
      return undefined;
    default:
      return true;
  }
}
