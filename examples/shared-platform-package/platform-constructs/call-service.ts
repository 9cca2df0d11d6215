import { Construct } from 'constructs';
import { WebService } from './web-service';
import { AllowFlow, AllowProps } from 'cdk8s-netpol';

export interface CallServiceProps extends Pick<AllowProps, 'exception'> {
  readonly from: WebService;
  readonly to: WebService;
  /** Why; at the company, no call goes without. */
  readonly reason: string;
}

/** One service calls another, of whatever team, over HTTP. Opened at both ends. */
export class CallService extends Construct {
  constructor(scope: Construct, id: string, props: CallServiceProps) {
    super(scope, id);
    new AllowFlow(this, 'flow', { ...props, ports: [WebService.HTTP] });
  }
}
