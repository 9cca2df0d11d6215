import { DraftReport } from './draft-report';
import { jsonText } from '../wording/json';

/** `netpol.draft/v1`, as docs/schemas/netpol.draft.v1.schema.json describes it. */
export function draftJson({ output, files, namespaces, constructs, proof, review }: DraftReport): string {
  return jsonText({ schema: 'netpol.draft/v1', output, files, namespaces, constructs, proof, review });
}
