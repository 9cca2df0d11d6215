import { expect, test } from 'vitest';
import { runCli } from './run-cli';

test('help and version are no errors', async () => {
  expect(await runCli('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Usage: netpol') });
  expect(await runCli('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('an unknown option is wrong usage', async () => {
  const { code, err } = await runCli('--colour');
  expect(code).toBe(2);
  expect(err).toContain("unknown option '--colour'");
});
