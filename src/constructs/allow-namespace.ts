import { Construct } from 'constructs';
import { Peer } from './ends/peer';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { ALL_PORTS } from '../model/intent';
import { Port } from '../model/port';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { PORTS, TEXT } from '../model/given-values';

/** Options of an {@link AllowNamespace}. */
export interface AllowNamespaceProps extends AllowProps {
  /** The namespace whose pods connect. */
  readonly from: string;
  /** The namespace whose pods are connected to. */
  readonly to: string;
  /**
   * The container ports.
   *
   * @default - every port of every protocol
   */
  readonly ports?: Port[];
}

const SHAPE: Shape<AllowNamespaceProps> = {
  ...ALLOW,
  from: TEXT,
  to: TEXT,
  ports: optional(PORTS),
};

/**
 * Lets every pod of one namespace reach every pod of another. Opens both ends, as {@link AllowFlow} does; where the
 * pods are known, a flow between workloads says more.
 *
 * ```yaml
 * # In namespace api:
 * metadata: { name: allow-to-namespace-db, namespace: api }
 * spec:
 *   podSelector: {}
 *   policyTypes: [Egress]
 *   egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: db } } }] }]
 * # And in namespace db, allow-from-namespace-api.
 * ```
 *
 * @example
 * new AllowNamespace(app, 'api-to-db', { from: 'api', to: 'db', ports: [Port.tcp(5432)], reason: 'the API stores orders' });
 */
export class AllowNamespace extends PolicyConstruct {
  /**
   * @throws if a name is not valid
   */
  public constructor(scope: Construct, id: string, props: AllowNamespaceProps) {
    super(scope, id, [props, SHAPE, AllowNamespace]);
    this._allow(props, () => ({
      from: Peer.namespace(props.from),
      to: Peer.namespace(props.to),
      ports: props.ports ?? ALL_PORTS,
      egressName: `allow-to-namespace-${props.to}`,
      ingressName: `allow-from-namespace-${props.from}`,
      reportUnmanagedEnds: true,
    }));
  }
}
