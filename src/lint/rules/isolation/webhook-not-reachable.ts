import { hasLabels } from '../../../model/label-selector';
import { PolicyType } from '../../../model/network-policy';
import { ClusterRule } from '../../facts/lint-rule';
import { isOpenToAddresses } from '../../facts/open-to-addresses';
import { targetsOf } from '../../facts/rule-destinations';

/** An admission webhook that the API server cannot call. */
export const webhookNotReachable: ClusterRule = {
  id: 'webhook-not-reachable',
  severity: 'warning',
  info: 'Pods of an admission webhook are isolated, and no policy lets the API server in.',
  why: 'The API server is no pod, so only address blocks or rules without peers let it in. Every create or update that the webhook watches hangs and fails, up to no pod starting in the whole cluster.',
  fix: "Allow ingress to the webhook's container port from the addresses of the control plane, or from anyone on that port.",
  needs: ['workloads'],
  checkCluster({ webhooks, inventory, pods, policiesByNamespace }, report) {
    for (const { document, path, namespace, service: name, port } of webhooks) {
      const service = inventory.services.find(
        (candidate) => candidate.namespace === namespace && candidate.name === name,
      );
      const exposed = service?.ports.find((candidate) => candidate.port === port);
      if (!service?.selector || !exposed) continue;
      const behind = pods.in(namespace).filter(({ group }) => hasLabels(group.labels, service.selector!));
      const [target] = targetsOf(exposed, behind);
      const policies = policiesByNamespace.get(namespace) ?? [];
      const blocked = behind.find((one) => {
        if (one.group.hostNetwork) return false;
        const own = policies.filter(
          (policy) => policy.isolates(PolicyType.INGRESS) && pods.ofSubject(policy).includes(one),
        );
        return own.length > 0 && !own.some((policy) => isOpenToAddresses(policy, target ?? port));
      });
      if (!blocked) continue;
      const message = `${blocked.workload.id} serves this webhook on port ${target ?? port}, and its policies do not let the API server in.`;
      report(document, { field: path, message });
    }
  },
};
