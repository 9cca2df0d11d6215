import { BlockedSide } from '../../../evidence/needs/judge-needs';
import { endText, portText } from '../../../evidence/needs/need';
import { ClusterRule } from '../../facts/lint-rule';

/** A flow that a manifest requires and that policies close. */
export const needBlocked: ClusterRule = {
  id: 'need-blocked',
  severity: 'warning',
  worstSeverity: 'error',
  info: 'A manifest names a connection that the policies do not let through.',
  why: 'The workload is told to connect there, and its connections time out: it does not start, or fails when it first needs the other end.',
  fix: 'Allow the connection at both ends, or write on the workload that it is no need: cdk8s-netpol/not-needs.',
  needs: ['workloads'],
  checkCluster(context, report) {
    const { judged, openingOf } = context.needs;
    for (const one of judged) {
      const { need, verdict, blocked } = one;
      const [shown] = need.evidence;
      if (verdict !== 'denied' || need.confidence === 'possible' || !shown) continue;
      const sides = blocked.map(describeSide).join(', and ');
      const message = `${endText(need.from)} needs ${endText(need.to)} ${portText(need.port!)} (${shown.text}), and ${sides}.`;
      report(shown.document, {
        field: shown.path,
        message,
        fix: `Write ${openingOf(one).construct}`,
        severity: need.confidence === 'certain' ? 'error' : 'warning',
      });
    }
  },
};

function describeSide({ direction, workload, policies }: BlockedSide): string {
  const names = policies.map(({ name }) => name);
  const by = names.length === 0 ? '' : ` (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''})`;
  return `${direction.toLowerCase()} of ${workload.id} blocks it${by}`;
}
