import { NeedsReport, blockedText, destinationText, headline, verdictLine } from './needs-report';
import { endText } from '../../evidence/needs/need';
import { writeYaml } from '../../manifests/write-yaml';
import { pushAll } from '../../model/push-all';
import { fitting, markdownCode, markdownText } from '../wording/markdown';

/** For a pull request or a wiki: a row for each need. */
export function needsMarkdown({ found, missing, judged }: NeedsReport): string {
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
  if (judged) lines.push('', verdictLine(judged));
  if (missing.length > 0) {
    lines.push('', '### Closed', '', '| Need | How sure | Blocked by | What opens it |', '| --- | --- | --- | --- |');
    for (const { need, blocked, opening } of missing) {
      const flow = `${endText(need.from)} → ${destinationText(need)}`;
      const sides = blocked.map((side) => markdownText(blockedText(side))).join(', ');
      lines.push(`| ${markdownCode(flow)} | ${need.confidence} | ${sides} | ${markdownCode(opening.construct)} |`);
    }
    lines.push('', '<details><summary>As manifests</summary>', '', '```yaml');
    pushAll(
      lines,
      writeYaml(missing.flatMap(({ opening }) => opening.policies))
        .trimEnd()
        .split('\n'),
    );
    lines.push('```', '', '</details>');
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
