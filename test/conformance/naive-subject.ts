import type { Subject } from './subject';
import { readCluster } from '../naive/cluster';
import { verdictIn } from '../naive/naive';
import { withWorkloadPods } from '../naive/workload-pods';

/** Answers single questions only; the suites build relation, exposure and difference out of them. */
export const naiveSubject: Subject = {
  name: 'naive evaluator',
  judgesLargeCases: false,
  load(objects, options) {
    const cluster = readCluster(withWorkloadPods(objects));
    return { verdict: (from, to, protocol, port) => verdictIn(cluster, { from, to, protocol, port }, options) };
  },
};
