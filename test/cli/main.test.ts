import { expect, test } from 'vitest';
import { runCli } from './run-cli';
import { CNI_NAMES } from '../../src/platform/cni-profiles/cni-profiles';
import { DISTRIBUTIONS } from '../../src/platform/distributions';

test('help and version are no errors', async () => {
  expect(await runCli('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Usage: netpol') });
  expect(await runCli('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('an unknown option is wrong usage', async () => {
  const { code, err } = await runCli('--colour');
  expect(code).toBe(2);
  expect(err).toContain("unknown option '--colour'");
});

const COMMANDS = ['check', 'reach', 'explain', 'test', 'diff', 'rollout plan', 'rollout observe', 'needs'];

test.each(COMMANDS)('help of %s shows examples, and the names that its options take', async (command) => {
  const { code, out } = await runCli(...command.split(' '), '--help');
  expect(code).toBe(0);
  expect(out).toMatch(/Examples?:\n|An assertion file:/);
  const namesOf = (option: string) => out.split(`Names for ${option}: `)[1]!.split('.')[0]!.split(/,\s+/);
  expect(namesOf('--cni')).toEqual([...CNI_NAMES].sort());
  expect(namesOf('--platform')).toEqual(DISTRIBUTIONS.map(({ name }) => name).sort());
});
