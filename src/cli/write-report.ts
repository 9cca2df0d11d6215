import { Console } from './console';
import { writeOver } from '../manifests/replace-file';
import { InvalidInput } from '../model/invalid-input';

/** Writes a report to stdout, or to a file that is either the whole report or what it was before. */
export function writeReport(text: string, output: string | undefined, { out }: Console): void {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (output === undefined || output === '-') {
    out.write(whole);
    return;
  }
  try {
    writeOver(output, whole);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(
      `Cannot write the report to ${JSON.stringify(output)}: ${reason}.`,
      'Name a file that you may write to, in a folder that exists and has room.',
    );
  }
}
