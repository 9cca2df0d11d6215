import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { GoProgram, buildGo } from '../support/go-program';

/** What kubectl reads from one text: documents up to the first that it cannot read, and what it says of that. */
export interface KubectlReading {
  readonly documents: readonly unknown[];
  readonly error?: string;
}

/** Builds kubectl's reader, or says why it is not there. */
export function buildKubectlReader(): GoProgram {
  return buildGo(join(__dirname, 'kubectl-reader'));
}

/** What kubectl reads from each of the texts. */
export function readAsKubectl(program: string, texts: readonly (string | Uint8Array)[]): KubectlReading[] {
  const input = texts.map((text) => `${Buffer.from(text as string).toString('base64')}\n`).join('');
  const { stdout, stderr, status } = spawnSync(program, { input, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`kubectl's reader ended with ${status}: ${stderr}`);
  const lines = stdout.toString('utf8').split('\n');
  return texts.map((_, index) => JSON.parse(lines[index]!) as KubectlReading);
}
