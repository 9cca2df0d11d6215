import { constructText } from './construct-text';
import {
  BUCKETS,
  BUCKET_TITLES,
  ReplayReport,
  allowanceField,
  byState,
  readinessText,
  reasonTexts,
  summaryOf,
  usageNotes,
} from './replay-report';
import { Bucket, ReplayedFlow } from '../../evidence/replay/replay';
import { UsageState } from '../../evidence/replay/rule-usage';
import { writeYaml } from '../../manifests/write-yaml';
import { plural } from '../../model/plural';
import { pushAll } from '../../model/push-all';
import { endText, momentText, portText } from '../traffic/traffic-report';
import { fitting, markdownCode, markdownText } from '../wording/markdown';
import { placeOf } from '../wording/policy-place';
import { printable } from '../wording/printable';

const OPEN_ROWS = 25;
const MOST_ROWS = 200;

/** A comment for a pull request: what it would cut off first, with what would open it. */
export function replayMarkdown(report: ReplayReport): string {
  const { replay } = report;
  const lines = ['## What observed traffic makes of this', '', `**${markdownText(summaryOf(replay))}.**`];
  for (const bucket of BUCKETS) {
    if (bucket === Bucket.KEPT || bucket === Bucket.STILL_DENIED || bucket === Bucket.OUTSIDE_THE_API) continue;
    const flows = replay.flows.filter((flow) => flow.bucket === bucket);
    if (flows.length > 0) {
      lines.push('', `### ${BUCKET_TITLES[bucket]} (${flows.length})`, '');
      pushAll(lines, table(report, flows));
    }
    if (bucket === Bucket.NEWLY_DENIED) pushAll(lines, openings(report));
  }
  pushAll(lines, usage(report));
  pushAll(lines, readiness(report));
  return fitting(lines);
}

function table(report: ReplayReport, flows: readonly ReplayedFlow[]): string[] {
  const header = ['| from | to | port | attempts | last seen | why |', '|---|---|---|---|---|---|'];
  const rows = flows.slice(0, MOST_ROWS).map((flow) => {
    const { record } = flow;
    const why = reasonTexts(report, flow).map((text) => markdownText(text));
    const cells = [
      markdownCode(endText(record.from)),
      markdownCode(endText(record.to)),
      markdownCode(portText(record)),
      String(record.attempts),
      momentText(record.last) ?? '',
      why.join('; '),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const left = flows.length - rows.length;
  const body = left > 0 ? [...rows, `| … | ${left} more | | | | |`] : rows;
  if (rows.length <= OPEN_ROWS) return [...header, ...body];
  return [
    `<details><summary>${plural(flows.length, 'connection')}</summary>`,
    '',
    ...header,
    ...body,
    '',
    '</details>',
  ];
}

function openings({ openings: { openings: all, leftOut, stillDenied } }: ReplayReport): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, OPEN_ROWS);
  const objects = shown.flatMap(({ remedies }) =>
    remedies.flatMap((remedy) => (remedy.kind === 'create' ? [remedy.object] : [])),
  );
  const total = all.flatMap(({ flows }) => flows).length;
  const left = all.length - shown.length;
  return [
    '',
    `<details><summary>To open them, where they are meant: the engine then allows ${total - stillDenied.length} of ${total}</summary>`,
    '',
    ...block('ts', shown.map((opening) => constructText(opening)).join('\n')),
    ...(objects.length > 0 ? ['', ...block('yaml', writeYaml(objects).trimEnd())] : []),
    ...(left > 0 || leftOut > 0 ? ['', `${left + leftOut} more are left out here.`] : []),
    '',
    '</details>',
  ];
}

/** A block that no line of its text can end. */
function block(language: string, text: string): string[] {
  const lines = text.split('\n').map((line) => printable(line));
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const longest = runs.reduce((most, run) => Math.max(most, run.length), 0);
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`${fence}${language}`, ...lines, fence];
}

function usage({ replay }: ReplayReport): string[] {
  const unused = byState(replay.usage.allowances).get(UsageState.UNUSED)!;
  const notes = usageNotes(replay);
  if (unused.length === 0 && notes.length === 0) return [];
  const rows = unused
    .slice(0, MOST_ROWS)
    .map((one) => `| ${markdownText(placeOf(one.allowance.policy))} | ${markdownCode(allowanceField(one))} |`);
  const { from, until } = replay.window;
  return [
    '',
    `### Allowances that nobody used (${unused.length})`,
    '',
    ...notes.map((note) => markdownText(note)),
    ...(rows.length > 0
      ? [
          `Everyone they are about was active from ${momentText(from)} to ${momentText(until)}.`,
          '',
          ...(rows.length > OPEN_ROWS ? [`<details><summary>${plural(unused.length, 'allowance')}</summary>`, ''] : []),
          '| policy | allowance |',
          '|---|---|',
          ...rows,
          ...(rows.length > OPEN_ROWS ? ['', '</details>'] : []),
        ]
      : []),
  ];
}

function readiness({ replay }: ReplayReport): string[] {
  const { workloads, schedules } = replay.readiness;
  if (workloads.length === 0) return [];
  const missed = schedules.filter((schedule) => schedule.missed);
  return [
    '',
    `Workloads: ${readinessText(replay)}.`,
    ...missed
      .slice(0, OPEN_ROWS)
      .map(({ workload, schedule }) => `Not covered: ${markdownCode(workload.id)} (${markdownCode(schedule)}).`),
  ];
}
