import { PolicyRule } from '../../facts/lint-rule';

/** A pod without a controller on a plugin that overlooks such pods. */
export const cniBarePod: PolicyRule = {
  id: 'cni-bare-pod',
  severity: 'warning',
  info: 'The policy selects a pod without a controller, which the network plugin does not police.',
  why: 'The pod stays open although a policy selects it.',
  fix: 'Run the pod from a Deployment, Job or other controller.',
  needs: ['cni', 'workloads'],
  checkPolicy(policy, report, { cni, pods }) {
    if (cni!.barePods.support !== 'no') return;
    const bare = pods.ofSubject(policy).find(({ workload }) => workload.kind === 'Pod');
    if (!bare) return;
    const message = `${cni!.title} does not police ${bare.workload.id}, which has no controller.`;
    report({ field: ['spec', 'podSelector'], message });
  },
};
