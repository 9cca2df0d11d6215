import { Construct } from 'constructs';
import { NamespaceStack, NamespaceStackProps } from './namespace-stack';
import { RunService, RunServiceProps } from './run-service';
import { InvalidInput, within } from '../model/invalid-input';
import { SharedService } from '../platform/shared-service';

/** Options of a {@link SharedServiceStack}. */
export interface SharedServiceStackProps extends NamespaceStackProps, RunServiceProps {
  /**
   * Who answers for the namespace and what runs in it.
   *
   * @default - nobody is named
   */
  readonly owner?: string;
  /**
   * The namespace.
   *
   * @default - the one in which all the services run
   */
  readonly namespace?: string;
}

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
   * @throws if the services run in different namespaces, and for whatever {@link RunService} and {@link NamespaceStack}
   * refuse
   */
  public constructor(scope: Construct, id: string, props: SharedServiceStackProps) {
    const namespace = props.namespace ?? within(`[${id}]`, () => namespaceOf(props.services));
    super(scope, id, { ...props, namespace });
    const { services, peers, leaveOut, owner } = props;
    this.services = new RunService(this, 'Services', { services, peers, leaveOut, owner });
  }
}

function namespaceOf(services: readonly SharedService[]): string {
  const namespaces = [...new Set(services.map(({ namespace }) => namespace))];
  const [namespace] = namespaces;
  if (namespaces.length === 1 && namespace !== undefined) return namespace;
  throw new InvalidInput(
    namespaces.length === 0
      ? 'No service is named.'
      : `The services run in different namespaces: ${services.map((service) => `${service.title} in ${service.namespace ?? 'that of its application'}`).join(', ')}.`,
    'Name those of one namespace, say where they run with({ namespace: … }), or give the stack a namespace.',
  );
}
