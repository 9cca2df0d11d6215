import { Severity } from '../model/finding';

/** The `properties` of the plugin in `cdk8s.yaml`. */
export interface PluginProperties {
  /** The severity at which synth fails. */
  readonly failOn: Severity;
  readonly kubernetes?: string;
  readonly cni?: string;
  readonly platform?: string;
  /** The path of a configuration file. */
  readonly config?: string;
}
