import { calicoPolicies, entitiesIn, rulesIn } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** A Service that is looked for in no namespace. */
export const calicoServiceWithoutNamespace: ClusterRule = {
  id: 'calico-service-without-namespace',
  severity: 'warning',
  info: 'A rule names a Service without its namespace.',
  why: 'The documentation says that the namespace of the policy is meant, and the code of Felix looks for the Service in no namespace at all: the rule may match nobody.',
  fix: 'Write services.namespace.',
  checkCluster({ documents }, report) {
    for (const policy of calicoPolicies(documents)) {
      for (const { entity, path } of rulesIn(policy).flatMap((placed) => entitiesIn(placed))) {
        if (!entity.services || entity.services.namespace) continue;
        report(policy.document, { field: [...path, 'services'], fix: fixFor(policy.namespace) });
      }
    }
  },
};

function fixFor(namespace: string): string {
  return namespace === ''
    ? 'Write services.namespace.'
    : `Write namespace: ${namespace} beside the name of the Service.`;
}
