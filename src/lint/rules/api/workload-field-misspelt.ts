import { formatFieldPath } from '../../../model/kubernetes-object';
import { ClusterRule } from '../../facts/lint-rule';
import { misspeltFields } from '../../facts/workload-fields';

/** A field of a workload, a Service or a Namespace that is one slip away from one that policies look at. */
export const workloadFieldMisspelt: ClusterRule = {
  id: 'workload-field-misspelt',
  severity: 'warning',
  info: 'An object has a field that does not exist, and policies look at one of nearly the same name.',
  why: 'The API server refuses the field or drops it, depending on how it is asked. Here it counts as if it were not there: pods without the labels or ports that their author gave them are judged by other policies.',
  fix: 'Write the field as the API does.',
  checkCluster({ documents }, report) {
    for (const document of documents) {
      for (const { path, meant } of misspeltFields(document.object)) {
        const where = path.length > 1 ? formatFieldPath(path.slice(0, -1)) : `a ${document.object.kind}`;
        const message = `There is no field ${JSON.stringify(path.at(-1))} in ${where}. Did you mean "${meant}"?`;
        report(document, { field: path, message });
      }
    }
  },
};
