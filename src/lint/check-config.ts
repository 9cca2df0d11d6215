import { Acknowledgement } from './acknowledgement';
import { CheckOptions } from './check-manifests';
import { CHOOSABLE_RULES } from './known-rules';
import { LintFinding } from './run-lint';
import { SettingsReader } from '../manifests/settings-reader';
import { Cidr } from '../model/cidr';
import { SEVERITIES, Severity } from '../model/finding';
import { InvalidInput } from '../model/invalid-input';
import { FieldPath } from '../model/kubernetes-object';
import { ClusterRanges } from '../platform/cluster-facts';

/** What a `netpol.yaml` says. */
export interface CheckConfig extends Pick<CheckOptions, 'severities' | 'acknowledgements'> {
  readonly kubernetes?: string;
  readonly cni?: string;
  readonly platform?: string;
  /** Addresses of the cluster. */
  readonly ranges?: ClusterRanges;
  /** Patterns of files that are left alone in folders. */
  readonly ignore?: readonly string[];
}

const RANGES = ['podCidrs', 'serviceCidrs', 'nodeCidrs', 'apiServer'] as const;

/**
 * Reads a configuration file. docs/schemas/netpol-config.schema.json describes it.
 *
 * @throws InvalidInput with every mistake and its place
 */
export function readCheckConfig(file: string, text: string): CheckConfig {
  return new ConfigReader(file, text).read();
}

class ConfigReader {
  private readonly reader: SettingsReader;

  public constructor(file: string, text: string) {
    this.reader = new SettingsReader(file, text, 'configuration');
  }

  public read(): CheckConfig {
    const { reader } = this;
    const config = reader.map(
      reader.content() ?? {},
      [],
      ['rules', 'acknowledgements', 'kubernetes', 'cni', 'platform', ...RANGES, 'ignore'],
    );
    const result: CheckConfig = {
      severities: this.severities(config.rules),
      acknowledgements: reader
        .list(config.acknowledgements, ['acknowledgements'])
        .map((item, index) => this.acknowledgement(item, ['acknowledgements', index])),
      kubernetes: reader.text(config.kubernetes, ['kubernetes']),
      cni: reader.text(config.cni, ['cni']),
      platform: reader.text(config.platform, ['platform']),
      ranges: this.ranges(config),
      ignore: reader.list(config.ignore, ['ignore']).map((pattern, index) => this.pattern(pattern, ['ignore', index])),
    };
    reader.finish('Correct what is named; nothing was checked.');
    return result;
  }

  private ranges(config: Readonly<Record<string, unknown>>): ClusterRanges {
    const given = RANGES.filter((key) => config[key] !== undefined);
    return Object.fromEntries(
      given.map((key) => [
        key,
        this.reader.list(config[key], [key]).flatMap((text, index) => this.block(text, [key, index])),
      ]),
    );
  }

  private block(value: unknown, path: FieldPath): Cidr[] {
    const text = this.reader.text(value, path);
    if (text === undefined) return [];
    try {
      return [Cidr.of(text)];
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      this.reader.complain(path, error.message);
      return [];
    }
  }

  private pattern(value: unknown, path: FieldPath): string {
    const pattern = this.reader.text(value ?? '', path) ?? '';
    if (pattern.trim() === '') {
      this.reader.complain(path, 'A pattern belongs here, for example charts/** or *.tpl.yaml.');
    }
    if (pattern.startsWith('!')) this.reader.complain(path, 'A pattern says what to leave alone; ! has no meaning.');
    if (/(^|\/)\.\.(\/|$)/.test(pattern)) this.reader.complain(path, 'A pattern leads to no folder above this file.');
    return pattern;
  }

  private severities(value: unknown): Map<string, Severity | 'off'> {
    const { reader } = this;
    const severities = new Map<string, Severity | 'off'>();
    for (const [rule, chosen] of Object.entries(reader.map(value ?? {}, ['rules']))) {
      const path = ['rules', rule];
      // YAML 1.1 reads a bare "off" as false, and it is plain what was meant.
      const severity = chosen === false ? 'off' : chosen;
      if (!CHOOSABLE_RULES.includes(rule)) {
        reader.unknown(path, rule, CHOOSABLE_RULES, 'rule whose severity can be chosen');
      } else if (severity !== 'off' && !SEVERITIES.includes(severity as Severity)) {
        reader.complainOfValue(
          path,
          `A severity is ${SEVERITIES.join(', ')} or off, not ${reader.written(chosen, path)}.`,
        );
      } else {
        severities.set(rule, severity as Severity | 'off');
      }
    }
    return severities;
  }

  private acknowledgement(value: unknown, path: FieldPath): Acknowledgement {
    const fields = this.reader.map(value, path, ['rule', 'reason', 'owner', 'expires', 'namespace', 'name', 'file']);
    const text = (key: string) => this.reader.text(fields[key], [...path, key]);
    for (const key of ['rule', 'reason', 'owner']) {
      if (!text(key)?.trim()) {
        this.reader.complain(path, `An acknowledgement needs ${key === 'owner' ? 'an' : 'a'} ${key}.`);
      }
    }
    const rule = text('rule') ?? '';
    if (rule !== '' && !CHOOSABLE_RULES.includes(rule)) {
      this.reader.unknown([...path, 'rule'], rule, CHOOSABLE_RULES, 'rule that can be acknowledged');
    }
    const [namespace, name, file] = [text('namespace'), text('name'), text('file')];
    return {
      rule,
      reason: text('reason') ?? '',
      owner: text('owner'),
      expires: text('expires'),
      covers: ({ resource, origin }: LintFinding) =>
        (namespace === undefined || (resource?.namespace ?? 'default') === namespace) &&
        (name === undefined || resource?.name === name) &&
        (file === undefined || origin?.file === file || origin?.file?.endsWith(`/${file}`) === true),
      place: { file: this.reader.file, position: () => this.reader.positionOf(path) },
    };
  }
}
