import {
  MissingAllowance,
  NeedsReport,
  blockedText,
  destinationText,
  headline,
  needsByFrom,
  placeOf,
  verdictLine,
} from './needs-report';
import { Confidence, Need, endText } from '../../evidence/needs/need';
import { counted } from '../../model/plural';
import { pushAll } from '../../model/push-all';
import { Emphasis, PLAIN } from '../wording/emphasis';
import { printable } from '../wording/printable';
import { MOST_WORKLOADS, shortList } from '../wording/short-list';

const STYLES: Readonly<Record<Confidence, Parameters<Emphasis>[0]>> = {
  certain: 'green',
  likely: 'yellow',
  possible: 'dim',
};

/** For people: who needs whom, and what shows it. */
export function needsText({ found, missing, judged }: NeedsReport, emphasise = PLAIN): string {
  const lines = [headline(found)];
  for (const [from, needs] of needsByFrom(found)) {
    lines.push('', emphasise('bold', printable(from)));
    for (const need of needs) pushAll(lines, needLines(need, emphasise));
  }
  const { dns, unresolved, notRead } = found;
  if (judged) lines.push('', verdictLine(judged));
  if (missing.length > 0) pushAll(lines, ['', ...missingLines(missing, emphasise)]);
  if (dns.length > 0) {
    const ids = dns.map(({ id }) => id);
    lines.push(
      '',
      `${counted(dns.length, 'workload', 'resolves', 'resolve')} names, and so needs DNS: ${shortList(ids, MOST_WORKLOADS)}.`,
    );
  }
  if (unresolved.length > 0) {
    lines.push('', emphasise('yellow', `${counted(unresolved.length, 'address', 'leads', 'lead')} nowhere:`));
    for (const { from, value, because, evidence } of unresolved) {
      const place = placeOf(evidence);
      lines.push(printable(`  ${endText(from)} names ${value}: ${because}`));
      lines.push(emphasise('dim', printable(`    ${evidence.text}${place === undefined ? '' : ` (${place})`}`)));
    }
  }
  if (notRead.length > 0) {
    lines.push(
      '',
      `What stands in these is not known, because the input does not hold them: ${shortList(notRead, MOST_WORKLOADS)}.`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function needLines(need: Need, emphasise: Emphasis): string[] {
  const { confidence, via, evidence, note } = need;
  const word = emphasise(STYLES[confidence], confidence.padEnd(8));
  const through = via === undefined ? '' : ` by ${via}`;
  const [first, ...others] = evidence;
  const place = first && placeOf(first);
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  return [
    `  ${word}  ${printable(destinationText(need))}${printable(through)}`,
    ...(first
      ? [emphasise('dim', printable(`            ${first.text}${place === undefined ? '' : ` (${place})`}${more}`))]
      : []),
    ...(note === undefined ? [] : [emphasise('dim', printable(`            ${note}`))]),
  ];
}

function missingLines(missing: readonly MissingAllowance[], emphasise: Emphasis): string[] {
  const lines = [emphasise('red', `${counted(missing.length, 'need', 'is', 'are')} closed:`)];
  for (const { need, blocked, opening } of missing) {
    lines.push(printable(`  ${endText(need.from)} needs ${destinationText(need)} (${need.confidence})`));
    for (const side of blocked) lines.push(printable(`    blocked by ${blockedText(side)}`));
    lines.push(emphasise('cyan', printable(`    ${opening.construct}`)));
  }
  return lines;
}
