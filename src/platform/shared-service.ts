import { clientEnd, clientFlows, clientPorts } from './service-clients';
import { FlowFact, FlowPort, LabelFacts, PodsFact, ServiceFacts } from './service-facts';
import { ServiceLocation } from './service-location';
import { ServiceParameters, ServicePods, namespaceName, podSelector, selectorOfPods } from './service-pods';
import { serviceFacts } from './services';
import { Shape, checkGiven, checkOptions, checkParameters, optional } from '../model/given';
import { LABELS, PORTS, TEXT, TRUTH } from '../model/given-values';
import { InvalidInput, within } from '../model/invalid-input';
import { labelNameProblems } from '../model/kubernetes-names';
import { LabelSelector } from '../model/label-selector';
import { Port } from '../model/port';

/** How a service was installed here, where that differs from what most people do. */
export interface SharedServiceProps {
  /**
   * Its namespace.
   *
   * @default - the installer's default, or what most people choose
   */
  readonly namespace?: string;
  /**
   * The labels of its pods; where it has several kinds of pods, of those that clients talk to.
   *
   * @default - those its installer sets
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * The container ports (not Service ports) that clients use.
   *
   * @default - its usual ones
   */
  readonly ports?: Port[];
  /**
   * Whether its pods are on the host network, as those of ingress controllers sometimes are. No selector matches them
   * then: the addresses of the nodes stand for them.
   *
   * @default - as its installer does it
   */
  readonly hostNetwork?: boolean;
  /**
   * Whether to count what is off by default, such as an exporter of metrics or clustering.
   *
   * @default false
   */
  readonly optional?: boolean;
  /**
   * The name of the Helm release, where it is in labels.
   *
   * @default - every release in its namespace is meant
   */
  readonly release?: string;
  /**
   * The name of the Kafka, PostgreSQL or Elasticsearch cluster.
   *
   * @default - every cluster in its namespace is meant
   */
  readonly cluster?: string;
  /**
   * The name of the Gateway.
   *
   * @default - every Gateway is meant
   */
  readonly gateway?: string;
  /**
   * The namespace of the Gateway.
   *
   * @default - every Gateway of that name is meant
   */
  readonly gatewayNamespace?: string;
  /**
   * The revision of the mesh's control plane.
   *
   * @default - every revision is meant
   */
  readonly revision?: string;
}

const SHAPE: Shape<SharedServiceProps> = {
  namespace: optional(TEXT),
  podLabels: optional(LABELS),
  ports: optional(PORTS),
  hostNetwork: optional(TRUTH),
  optional: optional(TRUTH),
  release: optional(TEXT),
  cluster: optional(TEXT),
  gateway: optional(TEXT),
  gatewayNamespace: optional(TEXT),
  revision: optional(TEXT),
};

const PARAMETERS = ['release', 'cluster', 'gateway', 'gatewayNamespace', 'revision'] as const;

/**
 * A service of the catalogue, as it is installed here. A value; get one from {@link Catalog}.
 *
 * @example
 * const vault = Catalog.vault({ namespace: 'secrets' });
 */
export class SharedService {
  /** @internal */
  public static _of(id: string, props: SharedServiceProps = {}): SharedService {
    checkParameters('Catalog.of', { id: [id, TEXT] });
    const facts = serviceFacts(id);
    return within(
      () => `service ${id}`,
      () => {
        checkGiven(props, SHAPE);
        checkProps(facts, props);
        return new SharedService(facts, props);
      },
    );
  }

  private constructor(
    /** @internal */
    public readonly _facts: ServiceFacts,
    private readonly props: SharedServiceProps,
  ) {}

  /** Its id in docs/PLATFORMS.md, for example `sec.vault`. */
  public get id(): string {
    return this._facts.id;
  }

  /** What it is. */
  public get title(): string {
    return this._facts.title;
  }

  /** What it is for: `secrets`, `monitoring` and so on. */
  public get category(): string {
    return this._facts.category;
  }

  /** Its namespace. @default - it runs beside the application that uses it, or has no pods */
  public get namespace(): string | undefined {
    return this.props.namespace ?? namespaceName(this._facts.namespace);
  }

  /** Whether its pods are on the host network, where no policy selects them and no selector matches them. */
  public get hostNetwork(): boolean {
    return this.props.hostNetwork ?? this._facts.hostNetwork;
  }

  /** The container ports that clients use. */
  public get ports(): Port[] {
    return [...(this.props.ports ?? clientPorts(this._facts))];
  }

  /** What to beware of. */
  public get caveats(): string[] {
    return [...this._facts.caveats];
  }

  /** How well the facts are known: `source`, `documentation`, `secondary`, `memory`; the best first. */
  public get confidence(): string[] {
    return [...this._facts.confidence];
  }

  /** Where the facts were read. */
  public get sources(): string[] {
    return [...this._facts.sources];
  }

  /**
   * Where its pods run and listen, as a platform takes it.
   *
   * @throws if it runs beside whoever uses it and no namespace was given, it has no pods, or they are on the host network
   */
  public get location(): ServiceLocation {
    if (this.hostNetwork) {
      throw new InvalidInput(
        `${this.title} is on the host network, where no selector matches its pods.`,
        'Name addresses instead of a location: those of the nodes.',
      );
    }
    const { pods } = clientEnd(this._facts, this.namespace, this.parameters, this.props.podLabels);
    return ServiceLocation._at(this.namespace!, pods, this.ports);
  }

  /**
   * The same service, installed in another way.
   *
   * @throws if a name, a label or a port is not valid, or the service has no such parameter
   */
  public with(props: SharedServiceProps): SharedService {
    checkOptions(`${this.id}.with`, props, SHAPE);
    return SharedService._of(this.id, { ...this.props, ...props });
  }

  /** What policy names call it. @internal */
  public get _name(): string {
    const { cluster, gateway } = this.props;
    const named = [this._facts.name, cluster, gateway].filter((name) => name !== undefined).join('-');
    return named.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  }

  /** What it does and is asked for here. @internal */
  public get _flows(): readonly FlowFact[] {
    return this._facts.flows.filter((flow) => this.props.optional || !flow.optional);
  }

  /** What its clients need, as flows of a client. @internal */
  public get _clientFlows(): readonly FlowFact[] {
    return clientFlows(this._facts, this.props.optional);
  }

  /** Its pods of one kind, or of every kind. @internal */
  public _pods(kind?: string): ServicePods[] {
    const kinds = this._facts.pods.filter(({ name }) => kind === undefined || name === kind);
    return kinds.map((pods) => this.podsOfKind(pods));
  }

  /** The ports of a flow of clients, or of the service itself; ports of the other end are left out. @internal */
  public _portsOf(flow: FlowFact): Port[] | 'all' {
    const ofClients =
      flow.direction === 'client-egress' ||
      (flow.direction === 'ingress' && flow.peers.some(({ kind }) => kind === 'clients' || kind === 'anyone'));
    if (ofClients && this.props.ports) return this.ports;
    if (flow.ports === 'all') return 'all';
    const ports = flow.ports.flatMap((port) => this.knownPort(port));
    return [...new Map(ports.map((port) => [port.toString(), port])).values()];
  }

  /** Pods with these labels, which may take the parameters of this service. @internal */
  public _select(labels: LabelFacts): LabelSelector {
    return podSelector(labels, this.parameters);
  }

  private knownPort(port: FlowPort): Port[] {
    if (port instanceof Port) return [port];
    if (port.of === 'workload') return [];
    if (this.ports.length > 0) return this.ports;
    throw new InvalidInput(
      `${this.title}: ${port.meaning} differs by installation.`,
      'Say it: with({ ports: [Port.tcp(9443)] }).',
    );
  }

  private podsOfKind(pods: PodsFact): ServicePods {
    const isFirst = pods === this._facts.pods[0];
    const labels = isFirst && this.props.podLabels;
    return {
      name: this._facts.pods.length > 1 ? `${this._name}-${pods.name}` : this._name,
      namespace: pods.namespace ? namespaceName(pods.namespace) : this.namespace,
      selector: labels ? LabelSelector.labels(labels) : selectorOfPods(this._facts, pods, this.parameters),
    };
  }

  private get parameters(): ServiceParameters {
    const given = PARAMETERS.flatMap((name) => (this.props[name] === undefined ? [] : [[name, this.props[name]]]));
    return Object.fromEntries(given) as ServiceParameters;
  }
}

function checkProps(facts: ServiceFacts, props: SharedServiceProps): void {
  const { namespace, podLabels } = props;
  const problems = namespace === undefined ? [] : labelNameProblems(namespace);
  if (problems.length > 0) {
    throw new InvalidInput(
      `The namespace ${JSON.stringify(namespace)} is not valid: it ${problems.join(', and ')}.`,
      'Write the name of the namespace as kubectl shows it.',
    );
  }
  if (podLabels) LabelSelector.labels(podLabels);
  const known = facts.parameters.map(({ name }) => name);
  const unknown = PARAMETERS.filter((name) => props[name] !== undefined && !known.includes(name));
  if (unknown.length > 0) {
    throw new InvalidInput(
      `It has no parameter ${unknown.join(', ')}.`,
      known.length > 0
        ? `It takes ${facts.parameters.map(({ name, meaning }) => `${name} (${meaning})`).join(', ')}.`
        : 'Nothing about its labels differs by installation; leave it out.',
    );
  }
  // Labels that take a parameter show here whether its value is one that the API server takes.
  for (const { labels } of facts.pods) podSelector(labels, props as ServiceParameters);
}
