import { matchesLabels, requirementsOf } from '../../../model/label-selector';
import { PolicyType } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { ClusterRule } from '../../facts/lint-rule';
import { opensPort } from '../../facts/peers-and-ports';

/** What cert-manager calls the pods that answer a challenge, and where they listen. */
const SOLVER_LABELS = { 'acme.cert-manager.io/http01-solver': 'true' };
const SOLVER_PORT = 8089;
const ISSUER_ANNOTATION = /^cert-manager\.io\/(cluster-)?issuer$/;

/** A namespace in which the pods that answer ACME challenges get no traffic. */
export const acmeSolverBlocked: ClusterRule = {
  id: 'acme-solver-blocked',
  severity: 'info',
  info: 'Certificates are requested by annotation, and the policies of the namespace block the pod that answers HTTP-01 challenges.',
  why: 'For each renewal cert-manager starts that pod in the same namespace. Issuing worked before the policies came; renewal fails weeks later.',
  fix: `Allow ingress on ${SOLVER_PORT} to pods with ${Object.entries(SOLVER_LABELS).flat().join('=')}. Not needed where the issuer uses DNS-01.`,
  needs: ['workloads'],
  checkCluster({ inventory, policiesByNamespace }, report) {
    for (const document of inventory.entryPoints) {
      const { annotations = {}, namespace = 'default' } = document.object.metadata ?? {};
      const annotation = Object.keys(annotations).find((key) => ISSUER_ANNOTATION.test(key));
      if (annotation === undefined) continue;
      const selecting = (policiesByNamespace.get(namespace) ?? []).filter(
        (policy) =>
          policy.isolates(PolicyType.INGRESS) && matchesLabels(requirementsOf(policy.spec.podSelector), SOLVER_LABELS),
      );
      const open = selecting.some(({ rules }) =>
        rules.some(
          ({ direction, inEffect, ports }) =>
            direction === PolicyType.INGRESS &&
            inEffect &&
            (ports.length === 0 || ports.some((entry) => opensPort(entry, Protocol.TCP, SOLVER_PORT))),
        ),
      );
      if (selecting.length === 0 || open) continue;
      report(document, { field: ['metadata', 'annotations', annotation] });
    }
  },
};
