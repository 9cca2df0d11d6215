import { App, AppProps, YamlOutputType } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Synthesis } from './synthesis';

/** What synth does about an exception whose last day is over. */
export enum ExpiredExceptions {
  /** Synth fails and names it. */
  FAIL = 'fail',
  /** Synth goes on; the stack reports it as a warning. */
  WARN = 'warn',
}

/** Options of a {@link NetpolApp}, beside those of cdk8s. */
export interface NetpolAppProps extends AppProps {
  /**
   * The moment against which expiry dates are checked. Give a fixed one in tests.
   *
   * @default - the time of synth
   */
  readonly now?: Date;
  /**
   * What to do about an expired exception.
   *
   * @default ExpiredExceptions.FAIL
   */
  readonly expiredExceptions?: ExpiredExceptions;
}

/**
 * A cdk8s app for network policies. It synthesises as any app does, and knows what time it is, so that exceptions end.
 *
 * @example
 * const app = new NetpolApp();
 * new NamespaceStack(app, 'shop', { platform: Platform.kubeadm(), owner: 'team-shop' });
 * app.synth();
 */
export class NetpolApp extends App {
  /** The clock that rules in the tree of `scope`: the app's where it is a NetpolApp, else the machine's. @internal */
  public static _clockOf(scope: IConstruct): { now: Date; expiredExceptions: ExpiredExceptions } {
    const root = scope.node.root;
    const app = root instanceof NetpolApp ? root : undefined;
    return { now: app?.fixedNow ?? new Date(), expiredExceptions: app?.expiredExceptions ?? ExpiredExceptions.FAIL };
  }

  /**
   * Finds something out about `scope` once per synth. cdk8s validates the whole tree again for each chart, while
   * nothing changes any more; in a plain App, and outside of synth, it is found out every time.
   *
   * @internal
   */
  public static _oncePerSynth<T>(scope: IConstruct, find: () => T): T {
    const root = scope.node.root;
    const found = root instanceof NetpolApp ? root.foundInSynth : undefined;
    if (!found) return find();
    if (!found.has(scope)) found.set(scope, find());
    return found.get(scope) as T;
  }

  /** What happens to an expired exception at synth. */
  public readonly expiredExceptions: ExpiredExceptions;

  private readonly fixedNow?: Date;
  private readonly recordsMetadata: boolean;
  private foundInSynth?: Map<IConstruct, unknown>;

  public constructor(props: NetpolAppProps = {}) {
    super(props);
    this.fixedNow = props.now;
    this.recordsMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
    this.expiredExceptions = props.expiredExceptions ?? ExpiredExceptions.FAIL;
  }

  /**
   * Writes the manifests of every chart to the output folder: the same files as cdk8s, in time that grows linearly. cdk8s
   * validates the whole tree again for each chart, and uses a general YAML library.
   */
  public override synth(): void {
    this.duringSynth(() => {
      const synthesis = this.recordsMetadata ? undefined : Synthesis.of(this);
      if (synthesis && this.yamlOutputType === YamlOutputType.FILE_PER_CHART) synthesis.writeFilePerChart();
      else super.synth();
    });
  }

  /** The manifests of every chart as one YAML text: the same as cdk8s makes, in time that grows linearly. */
  public override synthYaml(): string {
    return this.duringSynth(() => Synthesis.of(this)?.toYaml() ?? super.synthYaml());
  }

  private duringSynth<T>(synthesise: () => T): T {
    this.foundInSynth = new Map();
    try {
      return synthesise();
    } finally {
      this.foundInSynth = undefined;
    }
  }
}
