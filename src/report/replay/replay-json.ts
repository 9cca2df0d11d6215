import { constructText } from './construct-text';
import { BUCKETS, ReplayReport, allowanceField, countsOf, doubtsOf, isDns } from './replay-report';
import { Reasons, reasonsFor } from '../../evidence/replay/denials';
import { Judgement } from '../../evidence/replay/flow-judge';
import { Opening } from '../../evidence/replay/openings';
import { DirectionReadiness, ReadinessState, WorkloadReadiness } from '../../evidence/replay/readiness';
import { Bucket, Replay, ReplayedFlow } from '../../evidence/replay/replay';
import { UsedAllowance } from '../../evidence/replay/rule-usage';
import { momentText } from '../traffic/traffic-report';
import { portsEntry } from '../wording/change-json';
import { jsonLine } from '../wording/json';
import { policyPlace, ruleField, ruleName } from '../wording/policy-place';

/** `netpol.replay/v1`, as docs/schemas/netpol.replay.v1.schema.json describes it: a connection a line. */
export function* replayJson(report: ReplayReport, withKept = false): Generator<string> {
  const { replay } = report;
  yield `{\n"schema": "netpol.replay/v1",\n"summary": ${jsonLine(summaryEntry(report))},\n`;
  yield `"window": ${jsonLine(windowEntry(replay))},\n"flows": [`;
  let any = false;
  for (const bucket of BUCKETS) {
    if (bucket === Bucket.KEPT && !withKept) continue;
    for (const flow of replay.flows) {
      if (flow.bucket !== bucket) continue;
      yield `${any ? ',' : ''}\n${jsonLine(flowEntry(report, flow))}`;
      any = true;
    }
  }
  yield `${any ? '\n' : ''}],\n"openings": ${list(report.openings.openings, openingEntry)},\n`;
  yield `"usage": ${list(replay.usage.allowances, usageEntry)},\n`;
  yield `"readiness": ${list(replay.readiness.workloads, readinessEntry)},\n`;
  yield `"schedules": ${list(replay.readiness.schedules, ({ workload, schedule, next, missed }) => ({
    workload: workload.id,
    schedule,
    missed,
    ...(next === undefined ? {} : { next: momentText(next) }),
  }))},\n`;
  yield `"labelsDiffer": ${list(replay.drift, ({ workload, ...rest }) => ({ workload: workload.id, ...rest }))}\n}\n`;
}

function list<T>(items: readonly T[], entryOf: (item: T) => unknown): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => jsonLine(entryOf(item))).join(',\n')}\n]`;
}

function summaryEntry({ replay, openings, assumptions, complete, gate }: ReplayReport) {
  const { workloads } = replay.readiness;
  return {
    connections: replay.flows.length,
    workloads: workloads.length,
    neverSeen: workloads.filter(({ state }) => state === ReadinessState.SILENT).length,
    buckets: countsOf(replay),
    failOn: gate.failOn,
    budget: gate.budget,
    complete,
    openingsLeftOut: openings.leftOut,
    openingsStillDenied: openings.stillDenied.length,
    otherPolicies: replay.usage.otherPolicies,
    ...(assumptions.length > 0 ? { assumptions } : {}),
  };
}

function windowEntry({ window }: Replay) {
  const { from, until, nodes, gaps, lostEvents, missingFields, lossy } = window;
  return {
    ...times({ from, until }),
    nodes,
    gaps: gaps.map(({ why, ...gap }) => ({ ...times({ from: gap.from, until: gap.until }), why })),
    lostEvents,
    missingFields: [...missingFields].sort(),
    lossy,
  };
}

function flowEntry({ replay }: ReplayReport, flow: ReplayedFlow) {
  const { record, bucket, before, after, why } = flow;
  const { from, to, protocol, port, portKind, verdict, attempts, count, first, last, ref } = record;
  const doubts = doubtsOf(flow, replay.window.until);
  const wantsReasons = bucket === Bucket.NEWLY_DENIED || bucket === Bucket.NEWLY_ALLOWED;
  const reasons = wantsReasons ? reasonsFor(replay.judge, record) : undefined;
  return {
    bucket,
    from,
    to,
    ...(protocol === undefined ? {} : { protocol }),
    ...(port === undefined ? {} : { port }),
    portKind,
    verdict,
    ...(before ? { before: judgementEntry(before) } : {}),
    after: judgementEntry(after),
    ...(why === undefined ? {} : { why }),
    ...(isDns(flow) ? { topic: 'dns' } : {}),
    ...(reasons ? reasonsEntry(reasons) : {}),
    ...(doubts.length > 0 ? { doubts } : {}),
    attempts,
    count,
    ...times({ first, last }),
    ref,
  };
}

function judgementEntry({ outcome, why }: Judgement) {
  return { outcome, ...(why === undefined ? {} : { why }) };
}

function reasonsEntry({ sides, misses }: Reasons) {
  return {
    sides: sides.map(({ direction, outcome, policies, side }) => ({
      direction,
      outcome,
      reason: side.reason,
      policies: policies.map(({ policy, rules }) => ({
        ...policyPlace(policy),
        allowedBy: rules.filter(({ allows }) => allows).map(({ index }) => ruleName(direction, index)),
      })),
    })),
    ...(misses.length > 0
      ? {
          servicePorts: misses.map(({ policy, direction, rule, ...miss }) => ({
            ...policyPlace(policy, ruleField(direction, rule)),
            rule: ruleName(direction, rule),
            ...miss,
          })),
        }
      : {}),
  };
}

function openingEntry(opening: Opening) {
  const [{ record }] = opening.flows as [ReplayedFlow];
  return {
    from: record.from,
    to: record.to,
    connections: opening.flows.length,
    ports: portsEntry(opening.ports),
    construct: constructText(opening),
    policies: opening.remedies.flatMap((remedy) => (remedy.kind === 'create' ? [remedy.object] : [])),
  };
}

/** A selector may mean a whole cluster. */
const MOST_SILENT = 20;

function usageEntry(used: UsedAllowance) {
  const { allowance, state, connections, attempts, last, why, silent, remarks } = used;
  const { policy, direction, rule } = allowance;
  return {
    ...policyPlace(policy, ruleField(direction, rule)),
    direction,
    allowance: allowanceField(used),
    state,
    connections,
    attempts,
    ...times({ last }),
    ...(why === undefined ? {} : { why }),
    ...(silent ? { silent: silent.slice(0, MOST_SILENT).map(({ id }) => id), silentCount: silent.length } : {}),
    ...(remarks.length > 0 ? { remarks } : {}),
  };
}

function readinessEntry({ workload, state, ingress, egress, notCovered }: WorkloadReadiness) {
  const side = ({ state: own, connections, since }: DirectionReadiness) => ({
    state: own,
    connections,
    ...times({ since }),
  });
  return {
    workload: workload.id,
    state,
    ingress: side(ingress),
    egress: side(egress),
    ...(notCovered.length > 0 ? { notCovered: notCovered.map((one) => one.workload.id) } : {}),
  };
}

function times(moments: { readonly [name: string]: number | undefined }): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(moments).flatMap(([name, moment]) => (moment === undefined ? [] : [[name, momentText(moment)!]])),
  );
}
