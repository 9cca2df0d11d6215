import { Construct } from 'constructs';
import { IPeer, Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { Shape, optional } from '../model/given';
import { PORTS, TEXT, WORKLOAD } from '../model/given-values';
import { LabelSelector } from '../model/label-selector';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { ALLOW } from './registry/allow-shape';
import { STRIMZI_CLUSTER_LABEL } from '../platform/services/data';

/** Options of an {@link AllowKafka}. */
export interface AllowKafkaProps extends AllowProps {
  /**
   * Who produces or consumes.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
  /**
   * The name of the Kafka cluster, where Strimzi runs several: its brokers carry it as label `strimzi.io/cluster`.
   *
   * @default - the brokers of every cluster at that place
   */
  readonly cluster?: string;
  /**
   * The listeners' container ports.
   *
   * @default - those the platform knows
   */
  readonly ports?: Port[];
}

const SHAPE: Shape<AllowKafkaProps> = {
  ...ALLOW,
  from: optional(WORKLOAD),
  cluster: optional(TEXT),
  ports: optional(PORTS),
};

/**
 * Lets pods use the platform's Kafka. Clients talk to every broker, not only to the bootstrap address, so all brokers
 * are opened.
 *
 * ```yaml
 * metadata: { name: allow-orders-api-to-kafka }
 * spec:
 *   podSelector: { matchLabels: { app: orders-api } }
 *   policyTypes: [Egress]
 *   egress:
 *     - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kafka } },
 *              podSelector: { matchLabels: { strimzi.io/cluster: events, strimzi.io/kind: Kafka } } }]
 *       ports: [{ protocol: TCP, port: 9093 }]
 * ```
 *
 * @example
 * const api = orders.workload('orders-api', { labels: { app: 'orders-api' } });
 * new AllowKafka(orders, 'events', { from: api, cluster: 'events', ports: [Port.tcp(9093)], reason: 'order events' });
 */
export class AllowKafka extends PolicyConstruct {
  /**
   * @throws if the cluster's name is no label value
   */
  public constructor(scope: Construct, id: string, props: AllowKafkaProps = {}) {
    super(scope, id, [props, SHAPE, AllowKafka]);
    this._allow(props, (registry) => {
      const { kafka } = registry().platform;
      const from = registry().ownPods(props.from);
      return {
        from,
        to: brokers(Peer.service(kafka, 'kafka'), props.cluster),
        ports: props.ports ?? kafka.ports,
        egressName: `allow-${from.name}-to-${props.cluster ? `kafka-${props.cluster}` : 'kafka'}`,
        mainEnd: PolicyType.EGRESS,
      };
    });
  }
}

function brokers(every: Peer, cluster: string | undefined): IPeer {
  if (cluster === undefined) return every;
  return {
    toPeerConfigs: () =>
      every.toPeerConfigs().map((config) => {
        const { matchLabels, ...rest } = config.pods!.toManifest();
        const labels = { ...matchLabels, [STRIMZI_CLUSTER_LABEL]: cluster };
        return {
          ...config,
          name: `kafka-${cluster}`,
          pods: LabelSelector.fromManifest({ ...rest, matchLabels: labels }),
        };
      }),
  };
}
