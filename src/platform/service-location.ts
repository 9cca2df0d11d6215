import { clientEnd, clientPorts } from './service-clients';
import { namespaceName } from './service-pods';
import { serviceFacts } from './services';
import { Shape, checkOptions, optional } from '../model/given';
import { LABELS, PORTS, TEXT } from '../model/given-values';
import { within, InvalidInput } from '../model/invalid-input';
import { labelNameProblems } from '../model/kubernetes-names';
import { LabelSelector } from '../model/label-selector';
import { Port } from '../model/port';

/** Where the pods of a shared service run. */
export interface ServiceLocationProps {
  /** The namespace of its pods. */
  readonly namespace: string;
  /**
   * Labels that its pods carry.
   *
   * @default - every pod of the namespace
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * The container ports (not Service ports) that clients use.
   *
   * @default - none; the construct that uses the service needs its ports from elsewhere
   */
  readonly ports?: Port[];
}

const SHAPE: Shape<ServiceLocationProps> = {
  namespace: TEXT,
  podLabels: optional(LABELS),
  ports: optional(PORTS),
};

/**
 * Where the pods of a shared service run and on which container ports they listen, as a platform knows it.
 *
 * @example
 * const vault = ServiceLocation.of({ namespace: 'vault', podLabels: { app: 'vault' }, ports: [Port.tcp(8200)] });
 */
export class ServiceLocation {
  /**
   * A location of your own.
   *
   * @throws if the namespace or a label is not valid
   */
  public static of(props: ServiceLocationProps): ServiceLocation {
    checkOptions('ServiceLocation.of', props, SHAPE);
    const problems = labelNameProblems(props.namespace);
    if (problems.length > 0) {
      throw new InvalidInput(
        `The namespace ${JSON.stringify(props.namespace)} is not valid: it ${problems.join(', and ')}.`,
        'Write the name of the namespace as kubectl shows it.',
      );
    }
    const labels = props.podLabels ?? {};
    const pods = within(`pods of the service in ${props.namespace}`, () =>
      Object.keys(labels).length > 0 ? LabelSelector.labels(labels) : LabelSelector.everything(),
    );
    return new ServiceLocation(props.namespace, pods, props.ports ?? []);
  }

  /**
   * Where the catalogue says that a service runs.
   *
   * @internal
   */
  public static _ofService(id: string): ServiceLocation {
    const facts = serviceFacts(id);
    const { namespace, pods } = clientEnd(facts, namespaceName(facts.namespace));
    return new ServiceLocation(namespace, pods, clientPorts(facts));
  }

  /** @internal */
  public static _at(namespace: string, pods: LabelSelector, ports: Port[]): ServiceLocation {
    return new ServiceLocation(namespace, pods, ports);
  }

  private constructor(
    /** The namespace of the pods. */
    public readonly namespace: string,
    /** The pods of that namespace. */
    public readonly pods: LabelSelector,
    private readonly containerPorts: Port[],
  ) {}

  /** The container ports that clients use. */
  public get ports(): Port[] {
    return [...this.containerPorts];
  }
}
