import { Construct } from 'constructs';
import { companyCluster } from './company-cluster';
import { AllowLogShipping, NamespaceStack } from 'cdk8s-netpol';

export interface TeamNamespaceProps {
  /** The team that answers for everything in the namespace, as the directory spells it. */
  readonly team: string;
}

/**
 * A namespace as the company hands it to a team: isolated, with DNS, logs on their way to the platform, and an owner.
 * Teams cannot choose another baseline or cluster; what they need beyond it, they say as flows.
 */
export class TeamNamespace extends NamespaceStack {
  constructor(scope: Construct, name: string, { team }: TeamNamespaceProps) {
    super(scope, name, { platform: companyCluster(), owner: team, namespaceLabels: { 'company.example/team': team } });
    new AllowLogShipping(this, 'logs');
  }
}
