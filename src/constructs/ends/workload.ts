import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { closest } from 'fastest-levenshtein';
import { Cluster } from './cluster';
import { IPeer, PeerConfig } from './peer';
import { checkNamespaceName } from './peer-checks';
import { namespaceOf, readPodShape } from './pod-shape';
import { readServiceShape } from './service-shape';
import { Shape, checkOptions, checkParameters, mapOf, optional, refuseNew } from '../../model/given';
import { CLUSTER, LABELS, PORT, RESOURCE, SELECTOR, TEXT } from '../../model/given-values';
import { InvalidInput, within } from '../../model/invalid-input';
import { labelNameProblems } from '../../model/kubernetes-names';
import { LabelSelector } from '../../model/label-selector';
import { Port } from '../../model/port';

/** Whose ports were asked for by name: a port says on which side of a flow it is meant. */
const owners = new WeakMap<Port, Workload>();

/** What the pods of a workload have in common. */
export interface WorkloadPodsProps {
  /**
   * Labels that all its pods carry, and no others do. Give these or a `selector`.
   *
   * @default - the selector says which pods
   */
  readonly labels?: { [key: string]: string };
  /**
   * Its pods, where labels alone do not say it.
   *
   * @default - the labels say which pods
   */
  readonly selector?: LabelSelector;
  /**
   * The ports its containers listen on, by a name of your choice, usually the container's own.
   *
   * @default - none are known; flows to it have to name theirs
   */
  readonly ports?: { [name: string]: Port };
}

/** A workload of any namespace. */
export interface WorkloadProps extends WorkloadPodsProps {
  /** Its namespace. */
  readonly namespace: string;
  /** Its name in policy names and reports: lower case letters, digits and `-`. */
  readonly name: string;
  /**
   * Its cluster, in a program for several.
   *
   * @default - the cluster in whose scope a flow from or to it is declared
   */
  readonly cluster?: Cluster;
}

/** How to read a workload out of a resource. */
export interface FromResourceOptions {
  /**
   * The name in policy names and reports.
   *
   * @default - the name of the resource
   */
  readonly name?: string;
  /**
   * Its namespace, where the resource names none.
   *
   * @default - the namespace of the resource; one that names none is refused
   */
  readonly namespace?: string;
}

/** How to read the pods behind a Service. */
export interface FromServiceOptions {
  /**
   * The workload behind it, where it is not in the same app or only one of several is meant.
   *
   * @default - every workload of the app that carries the labels the Service selects
   */
  readonly workload?: IConstruct;
  /**
   * The name in policy names and reports.
   *
   * @default - the name of the Service
   */
  readonly name?: string;
  /**
   * Its namespace, where the Service names none.
   *
   * @default - the namespace of the Service; one that names none is refused
   */
  readonly namespace?: string;
}

const WORKLOAD: Shape<WorkloadProps> = {
  namespace: TEXT,
  name: TEXT,
  labels: optional(LABELS),
  selector: optional(SELECTOR),
  ports: optional(mapOf(PORT, '{ https: Port.tcp(8443) }')),
  cluster: optional(CLUSTER),
};
const FROM_RESOURCE: Shape<FromResourceOptions> = { name: optional(TEXT), namespace: optional(TEXT) };
const FROM_SERVICE: Shape<FromServiceOptions> = {
  workload: optional(RESOURCE),
  name: optional(TEXT),
  namespace: optional(TEXT),
};

/**
 * Pods that belong together: what policies select, and what stands at the ends of flows. A value, not a construct.
 *
 * @example
 * const legacy = Workload.of({ namespace: 'legacy', name: 'billing', labels: { app: 'billing' } });
 */
export class Workload implements IPeer {
  /**
   * A workload by namespace and labels, for example one that another team runs. Workloads of a stack are made with
   * `stack.workload(…)`.
   *
   * @throws if a name, label or port is not valid; all that is wrong is said at once
   */
  public static of(props: WorkloadProps): Workload {
    checkOptions('Workload.of', props, WORKLOAD);
    checkNamespaceName(props.namespace);
    return within(
      () => `workload ${JSON.stringify(props.name)}`,
      () => {
        const problems = labelNameProblems(props.name);
        if (problems.length > 0) {
          throw new InvalidInput(
            `the name is not valid: it ${problems.join(', and ')}.`,
            'It becomes a part of policy names; write for example "orders-api".',
          );
        }
        return new Workload(props.namespace, props.name, selectorOf(props), props.ports ?? {}, props.cluster);
      },
    );
  }

  /**
   * The pods that a resource makes: a cdk8s-plus Deployment, StatefulSet, DaemonSet, Job, CronJob or Pod of any
   * version, or an ApiObject of one of these kinds. Reads its selector, namespace and container ports as they are now,
   * so call it when the resource is complete. Ports of init containers count where they are sidecars.
   *
   * @throws if the resource makes no pods, or pods without labels, or if its namespace is not known
   */
  public static fromResource(resource: IConstruct, options: FromResourceOptions = {}): Workload {
    checkParameters('Workload.fromResource', { resource: [resource, RESOURCE] });
    checkOptions('Workload.fromResource', options, FROM_RESOURCE);
    return within(
      () => `[${resource.node.path}]`,
      () => {
        const object = ApiObject.of(resource);
        const shape = readPodShape(object.toJson());
        const called = `${object.kind} ${shape.name}`;
        const namespace = namespaceOf(called, shape.namespace, options.namespace, 'fromResource(resource, …)');
        const name = options.name ?? shape.name.replaceAll('.', '-');
        const cluster = Cluster._around(resource);
        return Workload.of({ namespace, name, selector: shape.selector, ports: shape.ports, cluster });
      },
    );
  }

  /**
   * The pods behind a Service: a cdk8s-plus Service of any version, or an ApiObject of that kind. Its ports are the
   * **container ports** behind the ports of the Service, because that is what policies are judged on: a flow to port
   * 443 of a Service whose pods listen on 8443 needs 8443. They go by the names that the Service gives its ports, or by
   * number where it names none.
   *
   * ```yaml
   * kind: Service
   * spec:
   *   selector: { app: orders-api }
   *   ports: [{ name: web, port: 443, targetPort: https }]   # workload.port('web') is the container port called https
   * ```
   *
   * Reads both resources as they are now, so call it when they are complete.
   *
   * @throws if it is no Service, selects no pods, or none of the app, if one of its ports leads nowhere, or if its
   * namespace is not known
   */
  public static fromService(service: IConstruct, options: FromServiceOptions = {}): Workload {
    checkParameters('Workload.fromService', { service: [service, RESOURCE] });
    checkOptions('Workload.fromService', options, FROM_SERVICE);
    return within(
      () => `[${service.node.path}]`,
      () => {
        const { name, namespace, selector, ports } = readServiceShape(service, options.workload, options.namespace);
        return Workload.of({ namespace, name: options.name ?? name.replaceAll('.', '-'), selector, ports });
      },
    );
  }

  private constructor(
    /** Its namespace. */
    public readonly namespace: string,
    /** Its name in policy names and reports. */
    public readonly name: string,
    /** Which pods of the namespace are its own. */
    public readonly pods: LabelSelector,
    private readonly knownPorts: { [name: string]: Port },
    /** Its cluster, in a program for several. @default - that of whoever declares a flow from or to it */
    public readonly cluster?: Cluster,
  ) {
    refuseNew(
      typeof (pods as Partial<LabelSelector> | undefined)?.withNotIn === 'function',
      'Workload',
      "stack.workload('web', …) or Workload.of(…)",
    );
  }

  /** The ports it is known to listen on, by name. */
  public get ports(): { [name: string]: Port } {
    return { ...this.knownPorts };
  }

  /**
   * One of its ports by name.
   *
   * @throws if it is not known to have that port
   */
  public port(name: string): Port {
    checkParameters(`${this.toString()}.port`, { name: [name, TEXT] });
    if (Object.hasOwn(this.knownPorts, name)) {
      const port = Port.fromManifest(this.knownPorts[name]!.toManifest());
      owners.set(port, this);
      return port;
    }
    const names = Object.keys(this.knownPorts);
    if (names.length === 0) {
      throw new InvalidInput(
        `The workload ${this.namespace}/${this.name} declares no ports, so it has none called ${JSON.stringify(name)}.`,
        `Declare it where the workload is made: ports: { ${name}: Port.tcp(…) }.`,
      );
    }
    throw new InvalidInput(
      `The workload ${this.namespace}/${this.name} has no port called ${JSON.stringify(name)}; it has ${names.join(', ')}.`,
      `Did you mean ${JSON.stringify(closest(name, names))}?`,
    );
  }

  /**
   * Refuses ports that were taken from another workload than this one, to which a flow leads.
   *
   * @internal
   */
  public _checkOwnPorts(ports: readonly Port[], from: IPeer): void {
    const declared = Object.values(this.knownPorts).map(String);
    for (const port of ports) {
      const owner = owners.get(port);
      if (!owner || owner === this || declared.includes(port.toString())) continue;
      // A port of whoever connects is a mistake, unless its own pods are among those that are connected to.
      const isOfTheOtherEnd = owner === from && !(this.namespace === owner.namespace && this.pods.matchesEverything);
      if (!isOfTheOtherEnd && declared.length === 0) continue;
      throw new InvalidInput(
        `The port ${port.toString()} is one of ${owner.toString()}, and the flow leads to ${this.toString()}.`,
        declared.length > 0
          ? `Ports are those of the destination: name one of ${Object.keys(this.knownPorts).join(', ')}, or turn the flow round.`
          : 'Ports are those of the destination: write Port.tcp(…) with its container port, or turn the flow round.',
      );
    }
  }

  /**
   * A declared port by name, or one in short notation (`TCP/9090`).
   *
   * @internal
   */
  public _portOrNotation(text: string): Port {
    if (text.includes('/')) return Port.parse(text);
    const declared = Object.hasOwn(this.knownPorts, text);
    if (declared || !/^\d+$/.test(text)) return this.port(text);
    throw new InvalidInput(
      `The port ${JSON.stringify(text)} has no protocol.`,
      `Write 'TCP/${text}', or the name of a port.`,
    );
  }

  /**
   * The one port it declares, for a flow that names none. Where there are several, somebody has to say which: one of
   * them is often for metrics or administration.
   *
   * @internal
   */
  public _onlyPort(): Port[] {
    const names = Object.keys(this.knownPorts);
    if (names.length === 1) return Object.values(this.knownPorts);
    throw new InvalidInput(
      names.length === 0
        ? `The flow names no ports, and ${this.toString()} declares none.`
        : `The flow names no ports, and ${this.toString()} declares several: ${names.join(', ')}.`,
      names.length === 0
        ? 'Write ports: [Port.tcp(8443)] with the container port, or [Port.allTcp()] if every TCP port is meant.'
        : `Say which are meant, for example ports: [${this.name.replaceAll('-', '')}.port('${names[0]}')].`,
    );
  }

  /** This workload as the end of a flow. */
  public toPeerConfigs(): PeerConfig[] {
    return [{ name: this.name, namespace: this.namespace, pods: this.pods, cluster: this.cluster }];
  }

  /** `namespace/name`. */
  public toString(): string {
    return `${this.namespace}/${this.name}`;
  }
}

function selectorOf({ labels, selector }: WorkloadPodsProps): LabelSelector {
  if ((labels === undefined) === (selector === undefined)) {
    throw new InvalidInput(
      labels === undefined ? 'it has no labels.' : 'it has labels and a selector.',
      "Give exactly one: labels: { app: 'web' }, or selector: LabelSelector.…",
    );
  }
  return selector ?? LabelSelector.labels(labels!);
}
