import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { Console } from './console';
import { InvalidInput } from '../model/invalid-input';

/** Writes a report to stdout, or to a file that is either the whole report or what it was before. */
export function writeReport(text: string, output: string | undefined, { out }: Console): void {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (output === undefined || output === '-') {
    out.write(whole);
    return;
  }
  const temporary = `${output}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, whole);
    renameSync(temporary, output);
  } catch (error) {
    rmSync(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(
      `Cannot write the report to ${JSON.stringify(output)}: ${reason}.`,
      'Name a file in a folder that exists and that you may write to.',
    );
  }
}
