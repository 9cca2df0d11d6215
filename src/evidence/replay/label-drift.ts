import { ClusterEnd } from './cluster-ends';
import { Workload } from '../../manifests/inventory';
import { Analysis } from '../../reachability/relation/analysis';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { EndFacts } from '../../traffic/record/end';

/** A label that policies select by, with another value in the log than in the manifests. */
export interface DriftedLabel {
  readonly workload: Workload;
  readonly key: string;
  readonly inLog: string;
  /** Undefined where the manifests do not have the label. */
  readonly inFiles?: string;
}

const MOST_LISTED = 100;

/** Compares the labels of logs with those of manifests, because verdicts are about the latter. */
export class LabelDrift {
  private readonly found = new Map<string, DriftedLabel>();
  private readonly keys: ReadonlySet<string>;

  public constructor({ universe }: Analysis) {
    this.keys = new Set(universe.vocabulary.podKeys);
  }

  public take({ from, to }: TrafficRecord, source: ClusterEnd, destination: ClusterEnd): void {
    this.compare(from, source);
    this.compare(to, destination);
  }

  private compare({ labels }: EndFacts, end: ClusterEnd): void {
    if (!labels || end.kind !== 'pods' || end.workloads.length !== 1 || this.found.size >= MOST_LISTED) return;
    const workload = end.workloads[0]!;
    for (const [key, inLog] of Object.entries(labels)) {
      if (!this.keys.has(key) || workload.podGroups.some((group) => group.labels[key] === inLog)) continue;
      const inFiles = workload.podGroups[0]?.labels[key];
      const drifted = { workload, key, inLog, ...(inFiles === undefined ? {} : { inFiles }) };
      this.found.set(JSON.stringify([workload.id, key, inLog]), drifted);
    }
  }

  public finish(): readonly DriftedLabel[] {
    return [...this.found.values()];
  }
}
