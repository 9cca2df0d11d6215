import { constructText } from './construct-text';
import {
  BUCKETS,
  BUCKET_TITLES,
  ReplayReport,
  USAGE_TITLES,
  allowanceField,
  byState,
  flowText,
  isDns,
  readinessText,
  reasonTexts,
  summaryOf,
  usageNotes,
} from './replay-report';
import { Opening } from '../../evidence/replay/openings';
import { Bucket, ReplayedFlow } from '../../evidence/replay/replay';
import { UsageState } from '../../evidence/replay/rule-usage';
import { writeYaml } from '../../manifests/write-yaml';
import { plural } from '../../model/plural';
import { pushAll } from '../../model/push-all';
import { momentText } from '../traffic/traffic-report';
import { Emphasis, PLAIN } from '../wording/emphasis';
import { placeOf } from '../wording/policy-place';
import { printable } from '../wording/printable';

const MOST_FLOWS = 20;
const MOST_OPENINGS = 5;
const MOST_ALLOWANCES = 20;

const COLOURS: Partial<Record<Bucket, Parameters<Emphasis>[0]>> = {
  [Bucket.BADLY_EXPLAINED]: 'red',
  [Bucket.NEWLY_DENIED]: 'red',
  [Bucket.NEWLY_ALLOWED]: 'yellow',
  [Bucket.UNDECIDABLE]: 'yellow',
  [Bucket.UNRESOLVABLE]: 'yellow',
};

/** For people: the answer in one line, then what to look at, in the order in which it matters. */
export function replayText(report: ReplayReport, emphasise: Emphasis = PLAIN): string {
  const { replay } = report;
  const lines = [emphasise('bold', `replay: ${summaryOf(replay)}`)];
  for (const bucket of BUCKETS) {
    if (bucket !== Bucket.KEPT && bucket !== Bucket.STILL_DENIED) {
      for (const line of bucketLines(report, bucket, emphasise)) lines.push(line);
    }
  }
  pushAll(lines, [
    ...openingLines(report, emphasise),
    ...usageLines(report, emphasise),
    ...readinessLines(report, emphasise),
  ]);
  for (const { workload, key, inLog, inFiles } of replay.drift) {
    lines.push(
      printable(
        `Labels differ: ${workload.id} has ${key}=${inLog} in the log and ${inFiles === undefined ? 'not at all' : inFiles} in the files, which are what is judged.`,
      ),
    );
  }
  for (const assumption of report.assumptions) lines.push(printable(assumption));
  return `${lines.join('\n')}\n`;
}

function bucketLines(report: ReplayReport, bucket: Bucket, emphasise: Emphasis): string[] {
  const flows = report.replay.flows.filter((flow) => flow.bucket === bucket);
  if (flows.length === 0) return [];
  const [dns, others] = bucket === Bucket.NEWLY_DENIED ? splitDns(flows) : [[], flows];
  const title = `${BUCKET_TITLES[bucket]} (${flows.length})`;
  return [
    '',
    emphasise('bold', emphasise(COLOURS[bucket] ?? 'dim', title)),
    ...(dns.length > 0
      ? [
          `  DNS: ${plural(dns.length, 'connection')} of ${plural(sourcesOf(dns), 'end')}. Names are needed before anything else.`,
        ]
      : []),
    ...dns.slice(0, MOST_FLOWS / 4).flatMap((flow) => flowLines(report, flow)),
    ...others.slice(0, MOST_FLOWS).flatMap((flow) => flowLines(report, flow)),
    ...more(Math.max(0, others.length - MOST_FLOWS) + Math.max(0, dns.length - MOST_FLOWS / 4)),
  ];
}

function splitDns(flows: readonly ReplayedFlow[]): [ReplayedFlow[], ReplayedFlow[]] {
  return [flows.filter((flow) => isDns(flow)), flows.filter((flow) => !isDns(flow))];
}

function sourcesOf(flows: readonly ReplayedFlow[]): number {
  return new Set(flows.map(({ record: { from } }) => `${from.ns}/${from.owner} ${from.ip}`)).size;
}

function flowLines(report: ReplayReport, flow: ReplayedFlow): string[] {
  const { attempts, last } = flow.record;
  const when = last === undefined ? '' : `, last ${momentText(last)}`;
  return [
    `  ${printable(flowText(flow))} (${plural(attempts, 'attempt')}${when})`,
    ...reasonTexts(report, flow).map((text) => `    ${printable(text)}`),
  ];
}

function more(count: number): string[] {
  return count > 0 ? [`  … and ${count} more; --format json has them.`] : [];
}

function openingLines({ openings: { openings, leftOut, stillDenied } }: ReplayReport, emphasise: Emphasis): string[] {
  if (openings.length === 0) return [];
  const all = openings.flatMap((opening) => opening.flows).length;
  const proof =
    stillDenied.length === 0
      ? 'With all of these policies together, the engine allows every one of them.'
      : `With all of these policies together, the engine allows ${all - stillDenied.length} of ${all}; what is left, no NetworkPolicy opens for sure.`;
  return [
    '',
    emphasise('bold', 'To open what is newly denied, where it is meant'),
    ...openings.slice(0, MOST_OPENINGS).flatMap((opening) => oneOpening(opening)),
    ...more(openings.length - MOST_OPENINGS),
    `  ${proof}`,
    ...(leftOut > 0 ? [`  Nothing was worked out for ${plural(leftOut, 'more connection')}.`] : []),
  ];
}

function oneOpening(opening: Opening): string[] {
  const [flow] = opening.flows;
  const objects = opening.remedies.flatMap((remedy) => (remedy.kind === 'create' ? [remedy.object] : []));
  return [
    `  ${printable(flowText(flow!))}${opening.flows.length > 1 ? ` and ${plural(opening.flows.length - 1, 'more port')}` : ''}:`,
    `    ${printable(constructText(opening))}`,
    ...(objects.length > 0
      ? writeYaml(objects)
          .trimEnd()
          .split('\n')
          .map((line) => `      ${printable(line)}`)
      : ['    No NetworkPolicy opens it for sure.']),
  ];
}

function usageLines({ replay }: ReplayReport, emphasise: Emphasis): string[] {
  const { allowances } = replay.usage;
  if (allowances.length === 0) return [];
  const states = byState(allowances);
  const counts = [...states]
    .filter(([, own]) => own.length > 0)
    .map(([state, own]) => `${own.length} ${USAGE_TITLES[state]}`);
  const listed = [UsageState.UNUSED, UsageState.USED_BESIDE_OTHERS].flatMap((state) => states.get(state)!);
  const narrow = allowances.filter(({ remarks }) => remarks.length > 0);
  return [
    '',
    emphasise('bold', `Allowances (${allowances.length}): ${counts.join(', ')}`),
    ...usageNotes(replay).map((note) => `  ${printable(note)}`),
    ...listed
      .slice(0, MOST_ALLOWANCES)
      .map((one) => `  ${placeOf(one.allowance.policy)} ${allowanceField(one)}: ${USAGE_TITLES[one.state]}`),
    ...more(listed.length - MOST_ALLOWANCES),
    ...narrow
      .slice(0, MOST_ALLOWANCES)
      .map(
        (one) =>
          `  ${placeOf(one.allowance.policy)} ${allowanceField(one)}: used in part. ${printable(one.remarks.join(' '))}`,
      ),
    ...more(narrow.length - MOST_ALLOWANCES),
  ];
}

function readinessLines({ replay }: ReplayReport, emphasise: Emphasis): string[] {
  const { workloads, schedules } = replay.readiness;
  if (workloads.length === 0) return [];
  return [
    '',
    emphasise('bold', `Workloads (${workloads.length}): ${readinessText(replay)}`),
    ...schedules
      .filter(({ missed }) => missed)
      .slice(0, MOST_ALLOWANCES)
      .map(({ workload, schedule, next }) =>
        printable(
          `  Not covered: ${workload.id}, which runs at "${schedule}"${next === undefined ? '' : ` and next on ${momentText(next)}`}.`,
        ),
      ),
    '  Nothing here says whether a rollout, a node drain or the renewal of a certificate was in the window.',
  ];
}
