import { Construct } from 'constructs';
import { IPeer } from './ends/peer';
import { NamespaceStack, NamespaceStackProps } from './namespace-stack';
import { RunService } from './run-service';
import { Shape, checkGiven, listOf, optional } from '../model/given';
import { PEERS_BY_NAME, SHARED_SERVICE, TEXTS, checkPlace } from '../model/given-values';
import { within } from '../model/invalid-input';
import { SharedService } from '../platform/shared-service';

/** Options of a {@link SharedServiceStack}. */
export interface SharedServiceStackProps extends NamespaceStackProps {
  /** What runs in the namespace, from {@link Catalog}. */
  readonly services: SharedService[];
  /**
   * Peers that no catalogue can know, as {@link RunService} takes them.
   *
   * @default - none; the construct says what it misses
   */
  readonly peers?: { [name: string]: IPeer };
  /**
   * Names of such peers that this installation does not need, or that another construct opens.
   *
   * @default - none
   */
  readonly leaveOut?: string[];
}

const SHAPE: Shape<Pick<SharedServiceStackProps, 'services' | 'peers' | 'leaveOut'>> = {
  services: listOf(SHARED_SERVICE),
  peers: optional(PEERS_BY_NAME),
  leaveOut: optional(TEXTS),
};

/**
 * The policies of a namespace in which shared services run: default deny, DNS, and by {@link RunService} exactly what
 * the services need.
 *
 * @example
 * const known = Platform.kubeadm({ apiServer: [Cidr.of('10.0.0.10/32')] });
 * new SharedServiceStack(app, 'argocd', {
 *   platform: known,
 *   owner: 'team-platform',
 *   services: Catalog.argocd(),
 *   peers: { git: Peer.publicInternet(), 'notification-receivers': Peer.publicInternet() },
 *   leaveOut: ['identity-provider'],
 * });
 */
export class SharedServiceStack extends NamespaceStack {
  /** What opens the flows of the services. */
  public readonly services: RunService;

  /**
   * @throws for whatever {@link NamespaceStack} and {@link RunService} refuse, such as services of another namespace
   */
  public constructor(scope: Construct, id: string, props: SharedServiceStackProps) {
    checkPlace(new.target.name, scope, id);
    within(`[${scope.node.path === '' ? id : `${scope.node.path}/${id}`}]`, () => checkGiven(props, SHAPE, false));
    super(scope, id, props);
    const { services, peers, leaveOut, owner } = props;
    this.services = new RunService(this, 'Services', { services, peers, leaveOut, owner });
  }
}
