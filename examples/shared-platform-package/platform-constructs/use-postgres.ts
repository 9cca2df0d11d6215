import { Construct } from 'constructs';
import { WebService } from './web-service';
import { AllowFlow, Peer, Port } from 'cdk8s-netpol';

export interface UsePostgresProps {
  readonly from: WebService;
  /** The name of the database cluster, as the database team announces it. */
  readonly cluster: string;
  readonly reason: string;
}

/**
 * A service uses one of the database team's clusters. That team keeps its policies in a repository of its own, so this
 * opens the service's end, and the other is reported as unmanaged: `npm run demo` shows it.
 */
export class UsePostgres extends Construct {
  constructor(scope: Construct, id: string, { from, cluster, reason }: UsePostgresProps) {
    super(scope, id);
    const instances = Peer.pods({ namespace: 'databases', labels: { 'cnpg.io/cluster': cluster }, name: cluster });
    new AllowFlow(this, 'flow', { from, to: instances, ports: [Port.tcp(5432)], reason });
  }
}
