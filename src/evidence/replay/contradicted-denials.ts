import { FlowJudge, Outcome } from './flow-judge';
import { ManifestDocument } from '../../model/manifest-document';
import { inventoryOf } from '../../policy-kinds/inventory-of';
import { Analysis } from '../../reachability/relation/analysis';
import { engineOptions } from '../../reachability/universe/engine-options';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';

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
  const judge = new FlowJudge(Analysis.of(inventory, engineOptions(undefined)));
  return records.map((record) =>
    record.verdict === 'denied' && judge.judge(record).outcome === Outcome.ALLOWED
      ? { ...record, notes: [...(record.notes ?? []), CONTRADICTED].sort() }
      : record,
  );
}
