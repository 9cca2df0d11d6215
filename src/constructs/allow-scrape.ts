import { Construct } from 'constructs';
import { IPeer, Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { PEER, PORT_TEXT, WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowScrape}. */
export interface AllowScrapeProps extends AllowProps {
  /**
   * What is scraped.
   *
   * @default - has to be given
   */
  readonly to?: Workload;
  /**
   * What is scraped, by its former name.
   *
   * @deprecated write `to`, as everywhere else
   * @default - `to`
   */
  readonly target?: Workload;
  /** The port that serves metrics: one that `to` declares, by name, or in short notation such as `TCP/9090`. */
  readonly port: string;
  /**
   * Who scrapes.
   *
   * @default - the platform's scraper
   */
  readonly scraper?: IPeer;
}

const SHAPE: Shape<AllowScrapeProps> = {
  ...ALLOW,
  to: optional(WORKLOAD),
  target: optional(WORKLOAD),
  port: PORT_TEXT,
  scraper: optional(PEER),
};

/**
 * Lets the platform's Prometheus scrape a workload, and nobody else reach its metrics port by that.
 *
 * ```yaml
 * metadata: { name: allow-scrape-orders-api }
 * spec:
 *   podSelector: { matchLabels: { app: orders-api } }
 *   policyTypes: [Ingress]
 *   ingress:
 *     - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } },
 *                podSelector: { matchLabels: { app.kubernetes.io/name: prometheus } } }]
 *       ports: [{ protocol: TCP, port: 9090 }]
 * ```
 *
 * @example
 * const api = orders.workload('orders-api', { labels: { app: 'orders-api' }, ports: { metrics: Port.tcp(9090) } });
 * new AllowScrape(orders, 'metrics', { to: api, port: 'metrics' });
 */
export class AllowScrape extends PolicyConstruct {
  /**
   * @throws if `to` declares no such port, or no scraper is known
   */
  public constructor(scope: Construct, id: string, props: AllowScrapeProps) {
    super(scope, id, [props, SHAPE, AllowScrape]);
    const { port, scraper } = props;
    this._allow(props, (registry) => {
      const to = scraped(props);
      return {
        from: scraper ?? Peer.service(registry().platform.scraper, 'scraper'),
        to,
        ports: [to._portOrNotation(port)],
        ingressName: `allow-scrape-${to.name}`,
        mainEnd: PolicyType.INGRESS,
        reason: 'metrics are scraped',
      };
    });
  }
}

function scraped({ to, target }: AllowScrapeProps): Workload {
  if (to && target) {
    throw new InvalidInput('The workload to scrape is given twice, as to and as target.', 'Keep to.');
  }
  const workload = to ?? target;
  if (workload) return workload;
  throw new InvalidInput(
    'to is missing: the workload to scrape is needed.',
    "Write to: api with one of stack.workload('api', …).",
  );
}
