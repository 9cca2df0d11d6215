import { closedPort, describeClosed, podsNamed } from '../../facts/closed-ports';
import { ClusterRule } from '../../facts/lint-rule';
import { scrapeTargets } from '../../facts/scrape-targets';

/** What charts call who scrapes. */
const SCRAPERS = new Set(['prometheus', 'prometheus-agent', 'vmagent']);

/** A ServiceMonitor or PodMonitor whose port the policies of its pods close. */
export const scrapeBlocked: ClusterRule = {
  id: 'scrape-blocked',
  severity: 'warning',
  info: 'A ServiceMonitor or PodMonitor asks for a port that the policies of its pods keep closed.',
  why: 'The target is down for Prometheus while the application works, and alerts that need its metrics never fire.',
  fix: 'Allow ingress on that port from the pods of Prometheus.',
  needs: ['workloads'],
  checkCluster(context, report) {
    const callers = podsNamed(SCRAPERS, context);
    for (const { document, path, pods, port } of scrapeTargets(context)) {
      const closed = closedPort(pods, port, callers, context);
      if (closed) report(document, { field: path, message: `This scrapes, and ${describeClosed(closed, port)}.` });
    }
  },
};
