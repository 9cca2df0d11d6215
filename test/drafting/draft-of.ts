import { Draft, draft } from '../../src/drafting/draft';
import { summaryOf } from '../../src/drafting/draft-summary';
import { projectFiles } from '../../src/drafting/project/project-files';
import { NamedText, readTexts } from '../../src/manifests/read-manifests';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';

/** A draft of manifests, with the files it would write. */
export interface Drafted extends Draft {
  readonly files: ReadonlyMap<string, string>;
  readonly constructsUsed: readonly string[];
}

export function draftOf(texts: readonly NamedText[], cluster = {}): Drafted {
  const { documents, sources } = readTexts(texts);
  const drafted = draft({ inventory: inventoryOf(documents), sources, cluster });
  const summary = summaryOf(drafted);
  const files = projectFiles(drafted, { summary, expected: [], command: 'netpol draft', versions: {} });
  return { ...drafted, files, constructsUsed: [...drafted.imported.constructs.keys()].sort() };
}

/** A draft of objects. */
export const draftOfObjects = (...items: readonly object[]): Drafted =>
  draftOf([{ file: 'in.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) }]);
