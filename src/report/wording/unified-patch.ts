import { pushAll } from '../../model/push-all';

const CONTEXT = 3;

/** The change of one file in the format of `diff -u`, for edits that insert or change single lines. */
export function unifiedPatch(file: string, before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const steps = stepsBetween(old, now);
  const changed = steps.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  if (changed.length === 0) return '';
  const hunks: { from: number; to: number }[] = [];
  for (const index of changed) {
    const last = hunks[hunks.length - 1];
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(steps.length, index + CONTEXT + 1)];
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  const lines = [`--- ${file}`, `+++ ${file}`];
  for (const { from, to } of hunks) {
    const part = steps.slice(from, to);
    const count = (mark: string) => part.filter((step) => step.mark !== mark).length;
    const start = (mark: string) => steps.slice(0, from).filter((step) => step.mark !== mark).length + 1;
    lines.push(`@@ -${start('+')},${count('+')} +${start('-')},${count('-')} @@`);
    pushAll(
      lines,
      part.map(({ mark, line }) => `${mark}${line}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

interface Step {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** Edits keep the order of lines, so the next common line is found by looking ahead from both sides. */
function stepsBetween(old: readonly string[], now: readonly string[]): Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && old[i] === now[j]) {
      steps.push({ mark: ' ', line: old[i++]! });
      j++;
      continue;
    }
    const inserted = i < old.length ? now.indexOf(old[i]!, j) : now.length;
    const added = inserted < 0 || inserted - j > CONTEXT * 2 ? 1 : inserted - j;
    if (inserted < 0 || inserted - j > CONTEXT * 2) steps.push({ mark: '-', line: old[i++]! });
    if (j < now.length) for (const line of now.slice(j, j + added)) steps.push({ mark: '+', line });
    j += added;
  }
  // The empty text behind the last line break is no line.
  const last = steps[steps.length - 1];
  return last?.line === '' && last.mark === ' ' ? steps.slice(0, -1) : steps;
}
