import { CALICO_API_VERSION } from '../../../policy-kinds/calico/calico-api';
import { calicoPolicies } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** A manifest in the form in which Calico stores its objects. */
export const calicoStoredForm: ClusterRule = {
  id: 'calico-stored-form',
  severity: 'info',
  info: 'The policy is written in the form in which Calico stores it, which no API server of Calico looks at.',
  why: 'A mistake in such an object is stored without a word, and Felix passes over the whole policy: what it was to deny is open.',
  fix: `Write apiVersion: ${CALICO_API_VERSION}, and apply it through the API server of Calico or with calicoctl.`,
  checkCluster({ documents }, report) {
    for (const { document, isStored } of calicoPolicies(documents)) {
      // What a cluster shows of itself is in this form without anybody's doing.
      const { metadata } = document.object as { metadata?: { uid?: unknown } };
      if (isStored && metadata?.uid === undefined) report(document, { field: ['apiVersion'] });
    }
  },
};
