import { nameOf, namespaceOf } from '../../../manifests/object-identity';
import { joinedKey } from '../../../model/joined-key';
import { ManifestDocument } from '../../../model/manifest-document';
import { ClusterRule } from '../../facts/lint-rule';

/** Two objects that are one to the API server. */
export const duplicatePolicyName: ClusterRule = {
  id: 'duplicate-policy-name',
  severity: 'warning',
  info: 'Two policies of a kind have the same name in the same namespace.',
  why: 'They are one object to the API server: the one applied last replaces the other, and which one that is changes from run to run.',
  fix: 'Give each policy a name of its own, or check one environment at a time.',
  checkCluster({ policies, policiesOfOtherKinds }, report) {
    const first = new Map<string, string>();
    const see = (key: string, title: string, document: ManifestDocument) => {
      const before = first.get(key);
      if (before === undefined) {
        first.set(key, document.origin.file ?? document.origin.constructPath ?? 'this input');
      } else {
        const message = `${title} is declared in ${before} already.`;
        report(document, { field: ['metadata', 'name'], message });
      }
    };
    for (const { namespace, name, document } of policies) {
      if (name) see(joinedKey('', namespace, name), `${namespace}/${name}`, document);
    }
    for (const { document, namespaced } of policiesOfOtherKinds) {
      const name = nameOf(document);
      if (!name) continue;
      const { kind } = document.object;
      const namespace = namespaced ? namespaceOf(document) : '';
      const title = namespaced ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
      see(joinedKey(kind, namespace, name), title, document);
    }
  },
};
