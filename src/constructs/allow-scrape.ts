import { Construct } from 'constructs';
import { IPeer, Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { PolicyType } from '../model/network-policy';

/** Options of an {@link AllowScrape}. */
export interface AllowScrapeProps extends AllowProps {
  /** What is scraped. */
  readonly target: Workload;
  /** The port that serves metrics: one that `target` declares, by name, or in short notation such as `TCP/9090`. */
  readonly port: string;
  /**
   * Who scrapes.
   *
   * @default - the platform's scraper
   */
  readonly scraper?: IPeer;
}

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
 * new AllowScrape(orders, 'metrics', { target: api, port: 'metrics' });
 */
export class AllowScrape extends PolicyConstruct {
  /**
   * @throws if the target declares no such port, or no scraper is known
   */
  public constructor(scope: Construct, id: string, props: AllowScrapeProps) {
    super(scope, id);
    const { target, port, scraper } = props;
    this._allow(props, (registry) => ({
      from: scraper ?? Peer.service(registry().platform.scraper, 'scraper'),
      to: target,
      ports: [target._portOrNotation(port)],
      ingressName: `allow-scrape-${target.name}`,
      mainEnd: PolicyType.INGRESS,
      reason: 'metrics are scraped',
    }));
  }
}
