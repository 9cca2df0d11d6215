import { basename, resolve } from 'node:path';
import { ReadResult } from '../manifests/read-manifests';
import { plural } from '../model/plural';
import { printable } from '../report/wording/printable';

/** Files that stand beside manifests and are none, by their names. */
const KNOWN_FILES: ReadonlySet<string> = new Set(['Chart.yaml', 'construct-metadata.json', 'netpol.yaml']);
/** An assertion file says so at its start. */
const ASSERTIONS = /^(?:assertions\s*:|\{\s*"assertions"\s*:)/m;
const MOST_NAMED = 5;

/** What is left of what was read, and one line about the rest. */
export interface PassedOverFiles {
  readonly read: ReadResult;
  /** @default - nothing was passed over */
  readonly notice?: string;
}

/**
 * Passes over what stands beside manifests and is none: what describes a chart, the settings of netpol, its assertions,
 * the metadata of cdk8s. A file that holds an object, or what may have been meant as one, is never passed over, whatever
 * it is called.
 */
export function passOver(read: ReadResult, configFile: string | undefined): PassedOverFiles {
  const withObjects = new Set(read.documents.map(({ origin }) => origin.file));
  const doubtful = new Set(
    read.findings.filter(({ severity }) => severity !== 'info').map(({ origin }) => origin?.file),
  );
  const own = configFile === undefined ? undefined : resolve(configFile);
  const passed = [...read.sources].filter(
    ([file, { text }]) =>
      !withObjects.has(file) &&
      !doubtful.has(file) &&
      (KNOWN_FILES.has(basename(file)) || resolve(file) === own || ASSERTIONS.test(text)),
  );
  if (passed.length === 0) return { read };
  const files = new Set(passed.map(([file]) => file));
  const named = [...files].slice(0, MOST_NAMED).map(printable).join(', ');
  const more = files.size > MOST_NAMED ? `, and ${files.size - MOST_NAMED} more` : '';
  return {
    read: {
      ...read,
      empty: read.empty.filter((input) => !files.has(input)),
      findings: read.findings.filter(({ origin }) => !files.has(origin?.file ?? '')),
    },
    notice: `Passed over ${plural(files.size, 'file')} that ${files.size === 1 ? 'is no manifest' : 'are no manifests'}: ${named}${more}.\n`,
  };
}
