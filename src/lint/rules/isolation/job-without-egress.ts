import { matchesLabels, requirementsOf } from '../../../model/label-selector';
import { PolicyType } from '../../../model/network-policy';
import { ClusterRule } from '../../facts/lint-rule';

const JOB_KINDS = new Set(['Job', 'CronJob']);

/** A Job that may connect to nothing. */
export const jobWithoutEgress: ClusterRule = {
  id: 'job-without-egress',
  severity: 'info',
  info: 'A Job or CronJob is isolated for egress, and no policy lets it out.',
  why: 'A Job answers nobody; what it is for is nearly always somewhere else: a database, an API, a bucket. It fails at its next run, which can be at night or next month.',
  fix: 'Allow what the Job connects to, and DNS, in a policy that selects its pods.',
  needs: ['workloads'],
  checkCluster({ inventory, policiesByNamespace }, report) {
    for (const { id, kind, namespace, podGroups } of inventory.workloads) {
      if (!JOB_KINDS.has(kind)) continue;
      const isolating = (policiesByNamespace.get(namespace) ?? []).filter((policy) =>
        policy.isolates(PolicyType.EGRESS),
      );
      const closed = podGroups.find((group) => {
        if (group.hostNetwork) return false;
        const own = isolating.filter(({ spec }) => matchesLabels(requirementsOf(spec.podSelector), group.labels));
        return (
          own.length > 0 &&
          !own.some(({ rules }) => rules.some(({ direction, inEffect }) => direction === PolicyType.EGRESS && inEffect))
        );
      });
      if (closed) {
        report(closed.document, {
          field: ['metadata', 'name'],
          message: `${id} may connect to nothing, not even to DNS.`,
        });
      }
    }
  },
};
