import { Construct } from 'constructs';
import { PolicyConstruct } from './policy-construct';
import { ALL_PORTS } from '../../model/intent';
import { PolicyType } from '../../model/network-policy';
import { Port } from '../../model/port';
import { IPeer } from '../ends/peer';
import { Workload } from '../ends/workload';

/** A flow of a shared service, seen from its own pods. */
export interface ServiceFlowProps {
  readonly workload: Workload;
  readonly direction: PolicyType;
  readonly others: IPeer;
  readonly ports: readonly Port[] | typeof ALL_PORTS;
  readonly owner?: string;
  readonly reason: string;
}

/** One flow that a shared service needs to run. */
export class ServiceFlow extends PolicyConstruct {
  public constructor(scope: Construct, id: string, props: ServiceFlowProps) {
    super(scope, id);
    const { workload, others, ports, owner, reason } = props;
    const ends =
      props.direction === PolicyType.INGRESS ? { from: others, to: workload } : { from: workload, to: others };
    this._allow({ owner, reason }, () => ({ ...ends, ports }));
  }
}
