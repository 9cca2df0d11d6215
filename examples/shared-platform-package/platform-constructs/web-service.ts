import { Construct } from 'constructs';
import { TeamNamespace } from './team-namespace';
import { AllowIngressController, AllowScrape, IPeer, PeerConfig, Port, Workload } from 'cdk8s-netpol';

export interface WebServiceProps {
  /**
   * Whether the world may visit it.
   *
   * @default false
   */
  readonly published?: boolean;
}

/**
 * A service as the company's chart deploys it: labelled `app`, HTTP on 8080, metrics on 9090. It stands at either end
 * of a flow by itself.
 */
export class WebService extends Construct implements IPeer {
  static readonly HTTP = Port.tcp(8080);

  readonly workload: Workload;

  constructor(namespace: TeamNamespace, name: string, { published = false }: WebServiceProps = {}) {
    super(namespace, name);
    this.workload = namespace.workload(name, {
      labels: { app: name },
      ports: { http: WebService.HTTP, metrics: Port.tcp(9090) },
    });
    new AllowScrape(this, 'metrics', { to: this.workload, port: 'metrics' });
    if (published) new AllowIngressController(this, 'publish', { to: this.workload, ports: [WebService.HTTP] });
  }

  toPeerConfigs(): PeerConfig[] {
    return this.workload.toPeerConfigs();
  }
}
