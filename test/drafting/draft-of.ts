import { Draft, DraftInput, draft } from '../../src/drafting/draft';
import { summaryOf } from '../../src/drafting/draft-summary';
import { projectFiles } from '../../src/drafting/project/project-files';
import { NamedText, readTexts } from '../../src/manifests/read-manifests';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import type { TrafficRecord } from '../../src/traffic/aggregation/traffic-record';
import { UNTIL, header } from '../evidence/replay/shop';

/** A draft of manifests, with the files it would write. */
export interface Drafted extends Draft {
  readonly files: ReadonlyMap<string, string>;
  readonly constructsUsed: readonly string[];
}

export function draftOf(
  texts: readonly NamedText[],
  cluster: DraftInput['cluster'] = {},
  observed?: DraftInput['observed'],
  present?: DraftInput['present'],
): Drafted {
  const { documents, sources } = readTexts(texts);
  const drafted = draft({ inventory: inventoryOf(documents), sources, cluster, observed, present });
  const summary = summaryOf(drafted);
  const files = projectFiles(drafted, { summary, expected: [], command: 'netpol draft', versions: {} });
  return { ...drafted, files, constructsUsed: [...drafted.imported.constructs.keys()].sort() };
}

/** A draft of objects. */
export const draftOfObjects = (...items: readonly object[]): Drafted =>
  draftOf([{ file: 'in.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) }]);

/** A draft of traffic between what objects describe. */
export function draftOfTraffic(
  records: readonly TrafficRecord[],
  items: readonly object[],
  cluster: DraftInput['cluster'] = {},
  namespaces?: readonly string[],
): Drafted {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const traffic = { files: [header()], records, merged: 0, closedEarly: 0 };
  return draftOf([{ file: 'in.json', text }], cluster, { traffic, namespaces, today: UNTIL });
}
