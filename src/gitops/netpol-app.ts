import { App, AppProps, YamlOutputType } from 'cdk8s';
import { Synthesis } from './synthesis';
import { ExpiredExceptions, setClock } from '../constructs/app-clock';
import { duringSynth } from '../constructs/once-per-synth';

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
  /** What happens to an expired exception at synth. */
  public readonly expiredExceptions: ExpiredExceptions;

  private readonly recordsMetadata: boolean;

  public constructor(props: NetpolAppProps = {}) {
    super(props);
    this.recordsMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
    this.expiredExceptions = props.expiredExceptions ?? ExpiredExceptions.FAIL;
    setClock(this, { now: props.now, expiredExceptions: this.expiredExceptions });
  }

  /**
   * Writes the manifests of every chart to the output folder: the same files as cdk8s, in time that grows linearly. cdk8s
   * validates the whole tree again for each chart, and uses a general YAML library.
   */
  public override synth(): void {
    duringSynth(this, () => {
      const synthesis = this.recordsMetadata ? undefined : Synthesis.of(this);
      if (synthesis && this.yamlOutputType === YamlOutputType.FILE_PER_CHART) synthesis.writeFilePerChart();
      else super.synth();
    });
  }

  /** The manifests of every chart as one YAML text: the same as cdk8s makes, in time that grows linearly. */
  public override synthYaml(): string {
    return duringSynth(this, () => Synthesis.of(this)?.toYaml() ?? super.synthYaml());
  }
}
