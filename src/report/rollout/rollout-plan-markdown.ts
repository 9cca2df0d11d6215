import {
  GUARANTEE,
  RolloutPlanReport,
  cautionWords,
  effectOf,
  moveName,
  roleWords,
  stepRows,
  wordsFor,
} from './rollout-plan-report';
import { plural } from '../../model/plural';
import { pushAll } from '../../model/push-all';
import { PlannedStep } from '../../reachability/change/rollout-plan';
import { DiffRow, portsInWords } from '../diff/diff-report';
import { fitting, markdownCode, markdownText } from '../wording/markdown';

const MOST_ROWS = 25;

/** For a pull request or a runbook: one section a step, with boxes to tick. */
export function rolloutPlanMarkdown({ plan, oldName, newName }: RolloutPlanReport): string {
  const { steps, cautions } = plan;
  const lines = ['## Rollout plan', ''];
  if (steps.length === 0) {
    lines.push('**There is nothing to do**: the policies are the same.');
  } else {
    const way = `from ${markdownCode(oldName)} to ${markdownCode(newName)}`;
    lines.push(`**${plural(steps.length, 'step')}** ${way}. ${GUARANTEE}`);
  }
  steps.forEach((step, index) => pushAll(lines, ['', ...stepLines(step, index + 1)]));
  if (cautions.length > 0) lines.push('', '### Cautions');
  for (const caution of cautions) {
    const { what, remedy, about } = cautionWords(caution);
    const shown = about.slice(0, MOST_ROWS).map((one) => `  - ${markdownCode(one)}`);
    pushAll(lines, ['', `- **${markdownText(what)}** ${markdownText(remedy)}`, ...shown]);
    if (about.length > MOST_ROWS) lines.push(`  - and ${about.length - MOST_ROWS} more`);
  }
  return fitting(lines);
}

function stepLines(step: PlannedStep, number: number): string[] {
  const { title, why, revert } = wordsFor(step);
  const { opens, closes } = stepRows(step);
  return [
    `### Step ${number}: ${title}`,
    '',
    why,
    '',
    ...step.moves.map((move) => `- [ ] ${move.action} ${markdownCode(moveName(move))} (${roleWords(move)})`),
    '',
    effectOf(step),
    ...table('opens', opens),
    ...table('closes', closes),
    '',
    `*To revert:* ${revert}`,
  ];
}

function table(title: string, rows: readonly DiffRow[]): string[] {
  if (rows.length === 0) return [];
  const cells = ({ from, to, before, after }: DiffRow) => [
    markdownCode(from),
    markdownCode(to),
    markdownText(portsInWords(before)),
    markdownText(portsInWords(after)),
  ];
  const body = rows.slice(0, MOST_ROWS).map((row) => `| ${cells(row).join(' | ')} |`);
  const more = rows.length > MOST_ROWS ? ['', `and ${rows.length - MOST_ROWS} more.`] : [];
  return [
    '',
    `<details><summary>${title}</summary>`,
    '',
    '| from | to | before | after |',
    '|---|---|---|---|',
    ...body,
    ...more,
    '',
    '</details>',
  ];
}
