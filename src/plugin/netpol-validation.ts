import { PluginProperties } from './plugin-properties';
import { ValidationContextLike } from './validation-context';
import { closestWord } from '../model/closest-word';
import { SEVERITIES } from '../model/finding';
import { InvalidInput } from '../model/invalid-input';
import { clusterFacts } from '../platform/cluster-facts';
import { rulesOf } from '../validation/kubernetes-version';

const PROPERTIES = ['failOn', 'kubernetes', 'cni', 'platform', 'config'];

/**
 * Checks what `cdk8s synth` writes, as `netpol check` does. Named in `cdk8s.yaml`:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/cdk8s-netpol
 *     version: 0.0.0
 *     class: NetpolValidation
 *     properties: { failOn: error, kubernetes: "1.34", cni: calico, config: netpol.yaml }
 * ```
 *
 * @jsii ignore
 */
export class NetpolValidation {
  private readonly properties: PluginProperties;

  /** @throws if a property is not known or its value cannot be used */
  public constructor(properties: object = {}) {
    this.properties = checked(properties as Record<string, unknown>);
  }

  /** Reports every finding that is no mere remark. */
  public async validate(context: ValidationContextLike): Promise<void> {
    // Programs that only use the constructs should not load the engine.
    const { reportOn } = await import('./report-on.js');
    reportOn(context, this.properties);
  }
}

function checked(properties: Record<string, unknown>): PluginProperties {
  for (const [key, value] of Object.entries(properties)) {
    if (!PROPERTIES.includes(key)) {
      const closest = closestWord(key, PROPERTIES);
      const hint = closest ? `Did you mean ${closest}?` : `Known are ${PROPERTIES.join(', ')}.`;
      throw new InvalidInput(`The netpol plugin has no property ${JSON.stringify(key)}.`, hint);
    }
    if (typeof value !== 'string') {
      throw new InvalidInput(`The property ${key} of the netpol plugin is no text.`, `Put the value in quotes.`);
    }
  }
  const { failOn = 'error', kubernetes, cni, platform, config } = properties as Partial<PluginProperties>;
  if (!SEVERITIES.includes(failOn)) {
    throw new InvalidInput(
      `${JSON.stringify(failOn)} is no severity.`,
      `Write one of ${SEVERITIES.join(', ')} as failOn.`,
    );
  }
  // Wrong names are refused when the plugin is made, not after synth.
  rulesOf(kubernetes);
  clusterFacts({ cni, platform });
  return { failOn, kubernetes, cni, platform, config };
}
