import { BUCKETS, ReplayReport, flowText, reasonTexts } from './replay-report';
import { Bucket, ReplayedFlow } from '../../evidence/replay/replay';
import { xmlText } from '../wording/xml';

/** JUnit XML: a test case for each connection that was judged; what nobody can decide is skipped, with the reason. */
export function* replayJunit(report: ReplayReport): Generator<string> {
  const { replay, gate } = report;
  const judged = replay.flows.filter(({ bucket }) => bucket !== Bucket.OUTSIDE_THE_API);
  const failed = judged.filter(({ bucket }) => gate.failOn.includes(bucket)).length;
  const skipped = judged.filter(({ bucket }) => isSkipped(report, bucket)).length;
  const counts = `tests="${judged.length}" failures="${failed}"`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="netpol replay" ${counts}>\n`;
  yield `  <testsuite name="netpol replay" ${counts} skipped="${skipped}" errors="0">\n`;
  for (const bucket of BUCKETS) {
    for (const flow of judged) if (flow.bucket === bucket) yield testCase(report, flow);
  }
  yield '  </testsuite>\n</testsuites>\n';
}

function isSkipped({ gate }: ReplayReport, bucket: Bucket): boolean {
  const isOpen = bucket === Bucket.UNDECIDABLE || bucket === Bucket.UNRESOLVABLE || bucket === Bucket.BADLY_EXPLAINED;
  return isOpen && !gate.failOn.includes(bucket);
}

function testCase(report: ReplayReport, flow: ReplayedFlow): string {
  const { bucket, record } = flow;
  const { file, line } = record.ref;
  const open = `    <testcase classname="netpol.replay" name="${xmlText(flowText(flow))}" file="${xmlText(file)}" line="${line}"`;
  const failing = report.gate.failOn.includes(bucket);
  if (!failing && !isSkipped(report, bucket)) return `${open}/>\n`;
  const reasons = reasonTexts(report, flow).join('\n');
  const inner = failing
    ? `<failure message="${xmlText(bucket)}" type="${bucket}">${xmlText(reasons)}</failure>`
    : `<skipped message="${xmlText(`${bucket}: ${reasons}`)}"/>`;
  return `${open}>\n      ${inner}\n    </testcase>\n`;
}
