import { ManifestDocument } from '../model/manifest-document';
import { inventoryOf } from '../policy-kinds/inventory-of';
import { EndpointExpression, parseEndpoint } from '../reachability/question/endpoint-expression';
import { Verdict, answerQuestion } from '../reachability/question/flow-question';
import { parsePorts } from '../reachability/question/port-expression';
import { Analysis } from '../reachability/relation/analysis';
import { engineOptions } from '../reachability/universe/engine-options';
import { TrafficRecord } from '../traffic/aggregation/traffic-record';
import { EndFacts } from '../traffic/record/end';
import { isPolicyProtocol } from '../traffic/record/protocol-name';

/** So many denials are compared; each asks the engine about every pair of pods. */
const MOST_COMPARED = 10_000;

const CONTRADICTED = 'the log says denied, and no NetworkPolicy in the manifests denies it';

/**
 * Marks denials that no policy in the manifests explains: the log is wrong, the manifests are of another time, or a
 * policy of another kind did it. Some agents log denials for directions that no policy isolates.
 */
export function markContradictedDenials(
  records: readonly TrafficRecord[],
  documents: readonly ManifestDocument[],
): readonly TrafficRecord[] {
  const inventory = inventoryOf(documents);
  // Without policies among the manifests there is nothing to compare with.
  if (inventory.policies.length === 0) return records;
  const analysis = Analysis.of(inventory, engineOptions(undefined));
  let compared = 0;
  return records.map((record) => {
    if (record.verdict !== 'denied' || compared >= MOST_COMPARED) return record;
    compared++;
    return isAllowed(analysis, record) ? { ...record, notes: [...(record.notes ?? []), CONTRADICTED].sort() } : record;
  });
}

function isAllowed(analysis: Analysis, { from, to, protocol, port, portKind, directionProof }: TrafficRecord): boolean {
  const [source, destination] = [expressionOf(from), expressionOf(to)];
  if (!source || !destination || (source.kind === 'addresses' && destination.kind === 'addresses')) return false;
  if (port === undefined || !isPolicyProtocol(protocol) || portKind === 'service' || directionProof === 'unknown') {
    return false;
  }
  const ports = parsePorts(`${protocol}/${port}`);
  return answerQuestion(analysis, { from: source, to: destination, ports }).verdict === Verdict.ALLOW;
}

function expressionOf({ role, ns, owner, kind, ip }: EndFacts): EndpointExpression | undefined {
  if (role === 'workload' && ns !== undefined && owner !== undefined) {
    const text = `${ns}/${owner}`;
    return { kind: 'named', text, namespace: ns, name: owner, ...(kind === undefined ? {} : { workloadKind: kind }) };
  }
  return role === 'external' && ip !== undefined ? parseEndpoint(ip) : undefined;
}
