import { pushAll } from '../../model/push-all';

const CONTEXT = 3;
/** How far ahead a line is looked for before it counts as changed. */
const WINDOW = CONTEXT * 2;

/** The change of one file in the format of `diff -u`, for edits that insert or change single lines. */
export function unifiedPatch(file: string, before: string, after: string): string {
  const steps = stepsBetween(linesOf(before), linesOf(after));
  const hunks = hunksOf(steps);
  if (hunks.length === 0) return '';
  const parts = [`--- ${file}\n+++ ${file}\n`];
  let at = 0;
  const passed = { '-': 0, '+': 0 };
  for (const { from, to } of hunks) {
    for (; at < from; at++) count(passed, steps[at]!);
    const [oldStart, newStart] = [passed['-'] + 1, passed['+'] + 1];
    for (; at < to; at++) count(passed, steps[at]!);
    parts.push(`@@ -${oldStart},${passed['-'] - oldStart + 1} +${newStart},${passed['+'] - newStart + 1} @@\n`);
    pushAll(
      parts,
      steps.slice(from, to).map(({ mark, line }) => `${mark}${line}${line.endsWith('\n') ? '' : NO_LINE_BREAK}`),
    );
  }
  return parts.join('');
}

const NO_LINE_BREAK = '\n\\ No newline at end of file\n';

interface Step {
  readonly mark: ' ' | '-' | '+';
  /** With its line break, which the last line may lack. */
  readonly line: string;
}

function count(passed: { '-': number; '+': number }, { mark }: Step): void {
  if (mark !== '+') passed['-']++;
  if (mark !== '-') passed['+']++;
}

/** Where something changes, with the lines around it. */
function hunksOf(steps: readonly Step[]): { from: number; to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  steps.forEach(({ mark }, index) => {
    if (mark === ' ') return;
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(steps.length, index + CONTEXT + 1)];
    const last = hunks[hunks.length - 1];
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  });
  return hunks;
}

/** Edits keep the order of lines, so the next common line is found by looking ahead a little. */
function stepsBetween(old: readonly string[], now: readonly string[]): Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && old[i] === now[j]) {
      steps.push({ mark: ' ', line: old[i++]! });
      j++;
      continue;
    }
    const inserted = i < old.length ? insertedBefore(old[i]!, now, j) : now.length - j;
    if (inserted === undefined) steps.push({ mark: '-', line: old[i++]! });
    const end = Math.min(now.length, j + (inserted ?? 1));
    for (; j < end; j++) steps.push({ mark: '+', line: now[j]! });
  }
  return steps;
}

function insertedBefore(line: string, now: readonly string[], from: number): number | undefined {
  for (let ahead = 0; ahead <= WINDOW && from + ahead < now.length; ahead++) {
    if (now[from + ahead] === line) return ahead;
  }
  return undefined;
}

/** The lines of a text, each with its line break. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; start += lines[lines.length - 1]!.length) {
    const end = text.indexOf('\n', start);
    lines.push(end < 0 ? text.slice(start) : text.slice(start, end + 1));
  }
  return lines;
}
