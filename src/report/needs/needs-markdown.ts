import { NeedsReport, destinationText, headline } from './needs-report';
import { endText } from '../../evidence/needs/need';
import { fitting, markdownCode, markdownText } from '../wording/markdown';

/** For a pull request or a wiki: a row for each need. */
export function needsMarkdown({ found }: NeedsReport): string {
  const { needs, dns, unresolved, notRead } = found;
  const lines = ['## What these manifests need', '', headline(found)];
  if (needs.length > 0) {
    lines.push('', '| From | To | How sure | By | Evidence |', '| --- | --- | --- | --- | --- |');
    for (const need of needs) {
      const { from, confidence, via = '', evidence, note } = need;
      const shown = [evidence[0]?.text ?? '', ...(note === undefined ? [] : [note])].join('; ');
      const cells = [
        markdownCode(endText(from)),
        markdownCode(destinationText(need)),
        confidence,
        markdownText(via),
        markdownText(shown),
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
  }
  if (dns.length > 0) lines.push('', `DNS is needed by ${dns.map(({ id }) => markdownCode(id)).join(', ')}.`);
  if (unresolved.length > 0) {
    lines.push(
      '',
      '### Addresses that lead nowhere',
      '',
      '| From | Address | Why | Evidence |',
      '| --- | --- | --- | --- |',
    );
    for (const { from, value, because, evidence } of unresolved) {
      lines.push(
        `| ${markdownCode(endText(from))} | ${markdownCode(value)} | ${markdownText(because)} | ${markdownText(evidence.text)} |`,
      );
    }
  }
  if (notRead.length > 0) {
    lines.push('', `Not in the input: ${notRead.map((name) => markdownCode(name)).join(', ')}.`);
  }
  return fitting(lines);
}
