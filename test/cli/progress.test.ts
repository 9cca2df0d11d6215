import { afterEach, describe, expect, test, vi } from 'vitest';
import { files, policies, workloads } from './shop';
import { main } from '../../src/cli/main';

const paths = files({ 'w.yaml': workloads, 'old.yaml': policies(9090), 'new.yaml': policies(8443) });
const [all, old, now] = [paths['w.yaml'], paths['old.yaml'], paths['new.yaml']];
const CLEAR = '\r\u001b[2K';

afterEach(() => vi.restoreAllMocks());

/** Runs a command in a world where every look at the clock finds three seconds gone. */
async function runSlowly(isTTY: boolean, ...argv: string[]): Promise<{ out: string; err: string }> {
  let time = 1_000_000;
  vi.spyOn(Date, 'now').mockImplementation(() => (time += 3000));
  const texts = { out: '', err: '' };
  const stream = (name: 'out' | 'err') =>
    ({ write: (text: string) => ((texts[name] += text), true), isTTY, columns: 60 }) as unknown as NodeJS.WriteStream;
  await main(argv, { out: stream('out'), err: stream('err') });
  return texts;
}

describe.each([
  ['reach', ['reach', all, old, '--format', 'json'], ['Reading ', 'Collecting who can reach whom: ']],
  ['reach --exposure', ['reach', all, old, '--format', 'json', '--exposure'], ['Asking who else could reach them: ']],
  ['diff', ['diff', old, now, '--with', all, '--format', 'json'], ['Reading ', 'Comparing: ']],
  ['check', ['check', all, old, '--format', 'json'], ['Reading ', 'Checking 6 objects']],
])('%s', (_name, argv, stages) => {
  test('says on a terminal how far it has come, and clears the line at the end', async () => {
    const { err } = await runSlowly(true, ...argv);
    const shown = err.split(CLEAR);
    for (const stage of stages) expect(shown).toContainEqual(expect.stringContaining(stage));
    expect(shown).toContainEqual(expect.stringMatching(/: \d+ % \(\d+ s\)$/));
    expect(shown.at(-1)).toBe('');
    for (const line of shown) expect(line.length).toBeLessThan(60);
  });

  test('says nothing in a pipe', async () => {
    expect((await runSlowly(false, ...argv)).err).toBe('');
  });
});
