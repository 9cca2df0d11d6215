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
import { Emphasis, PLAIN } from '../wording/emphasis';
import { printable } from '../wording/printable';

const MOST_SHOWN = 30;
/** What has to be done is listed longer than what comes of it. */
const MOST_MOVES = 200;

/** For people: the steps in their order, why, what each does to connections, and how to go back. */
export function rolloutPlanText({ plan, oldName, newName }: RolloutPlanReport, emphasise = PLAIN): string {
  const { steps, cautions } = plan;
  const way = `from ${printable(oldName)} to ${printable(newName)}`;
  if (steps.length === 0 && cautions.length === 0) return `There is nothing to do ${way}: the policies are the same.\n`;
  const lines = [`${plural(steps.length, 'step')} ${way}.`];
  if (steps.length > 0) lines.push(GUARANTEE);
  steps.forEach((step, index) => pushAll(lines, ['', ...stepLines(step, index + 1, emphasise)]));
  for (const caution of cautions) {
    const { what, remedy, about } = cautionWords(caution);
    lines.push('', emphasise('yellow', `Caution: ${what}`), `  ${remedy}`);
    pushAll(lines, shortened(about.map((one) => `  ${printable(one)}`)));
  }
  return `${lines.join('\n')}\n`;
}

function stepLines(step: PlannedStep, number: number, emphasise: Emphasis): string[] {
  const { title, why, revert } = wordsFor(step);
  const { opens, closes } = stepRows(step);
  const moves = step.moves.map((move) => `  ${move.action} ${printable(moveName(move))}  (${roleWords(move)})`);
  return [
    emphasise('bold', `Step ${number}: ${title}`),
    emphasise('dim', `  ${why}`),
    ...shortened(moves, MOST_MOVES),
    `  ${effectOf(step)}`,
    ...shortened(opens.map((row) => emphasise('red', `    + ${connection(row)}`))),
    ...shortened(closes.map((row) => emphasise('green', `    - ${connection(row)}`))),
    emphasise('dim', `  To revert: ${revert}`),
  ];
}

function connection({ from, to, before, after }: DiffRow): string {
  return `${printable(from)} -> ${printable(to)}  ${portsInWords(before)} => ${portsInWords(after)}`;
}

function shortened(lines: readonly string[], most = MOST_SHOWN): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), `    … and ${lines.length - most} more; --format json has more of them`];
}
