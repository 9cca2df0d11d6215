import { InvalidInput } from '../../model/invalid-input';
import { DraftedFlows } from '../flows/draft-flows';
import { flowKey } from '../flows/sort-records';

/** What a project remembers of its draft, so that the next log proposes what is new and nothing else. */
export const STATE_FILE = 'draft.json';

const SCHEMA = 'netpol.draft-state/v1';

export function stateText({ flows }: DraftedFlows, before: ReadonlySet<string> = new Set()): string {
  const all = [...new Set([...before, ...flows.map(flowKey)])].sort();
  return `${JSON.stringify({ schema: SCHEMA, flows: all }, undefined, 2)}\n`;
}

/**
 * The flows that a project knows.
 *
 * @throws InvalidInput for a text that no draft wrote
 */
export function knownFlows(text: string): ReadonlySet<string> {
  try {
    const { schema, flows } = JSON.parse(text) as { readonly schema?: unknown; readonly flows?: unknown };
    if (schema === SCHEMA && Array.isArray(flows)) return new Set(flows.filter((one) => typeof one === 'string'));
  } catch {
    // Said below.
  }
  throw new InvalidInput(`${STATE_FILE} is not what a draft wrote.`, 'Bring it back from version control.');
}
