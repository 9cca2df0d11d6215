import { Acknowledgement, ACKNOWLEDGEMENT_RULES } from './acknowledgement';
import { INVENTORY_RULES } from './api-rules';
import { CheckOptions } from './check-manifests';
import { LINT_RULES } from './lint-rules';
import { LintFinding } from './run-lint';
import { FieldLocator } from '../manifests/file-document';
import { SourceText } from '../manifests/source-text';
import { chunksOf, parseYaml } from '../manifests/yaml-stream';
import { valueOf } from '../manifests/yaml-value';
import { closestWord } from '../model/closest-word';
import { SEVERITIES, Severity } from '../model/finding';
import { InvalidInput } from '../model/invalid-input';
import { FieldPath } from '../model/kubernetes-object';

/** What a `netpol.yaml` says. */
export interface CheckConfig extends Pick<CheckOptions, 'severities' | 'acknowledgements'> {
  readonly kubernetes?: string;
  readonly cni?: string;
}

/** Rules whose severity can be chosen; what the API server says is not up to anybody. */
const CHOOSABLE = [...INVENTORY_RULES, ...LINT_RULES, ...Object.values(ACKNOWLEDGEMENT_RULES)].map(({ id }) => id);

/**
 * Reads a configuration file. docs/schemas/netpol-config.schema.json describes it.
 *
 * @throws InvalidInput with every mistake and its place
 */
export function readCheckConfig(file: string, text: string): CheckConfig {
  return new ConfigReader(file, text).read();
}

class ConfigReader {
  private readonly problems: string[] = [];
  private readonly source: SourceText;
  private readonly locator: FieldLocator;

  public constructor(file: string, text: string) {
    this.source = new SourceText(file, text.replace(/^\uFEFF/, ''));
    this.locator = new FieldLocator(this.source, () => ({ start: 0, text: this.source.text }));
  }

  public read(): CheckConfig {
    const config = this.map(this.parse(), [], ['rules', 'acknowledgements', 'kubernetes', 'cni']);
    const result: CheckConfig = {
      severities: this.severities(config.rules),
      acknowledgements: this.list(config.acknowledgements, ['acknowledgements']).map((item, index) =>
        this.acknowledgement(item, ['acknowledgements', index]),
      ),
      kubernetes: this.text(config.kubernetes, ['kubernetes']),
      cni: this.text(config.cni, ['cni']),
    };
    if (this.problems.length === 0) return result;
    throw new InvalidInput(
      `The configuration cannot be used.\n${this.problems.join('\n')}`,
      'Correct what is named; nothing was checked.',
    );
  }

  private parse(): unknown {
    if (chunksOf(this.source.text).length > 1 && /^---/m.test(this.source.text.slice(3))) {
      this.complain([], 'A configuration is one document; remove the line of "---".');
      return {};
    }
    for (const entry of parseYaml(this.source.text)) {
      if (!('document' in entry)) break;
      const [error] = entry.document.errors;
      if (error) {
        const { line, column } = this.source.positionAt(error.pos[0]);
        this.problems.push(`${this.source.file}:${line}:${column}: ${error.message}`);
        return {};
      }
      const { value, problems } = valueOf(entry.document);
      for (const { message, fix, offset } of problems) {
        const { line, column } = this.source.positionAt(offset);
        this.problems.push(`${this.source.file}:${line}:${column}: ${message} ${fix}`);
      }
      return value ?? {};
    }
    return {};
  }

  private severities(value: unknown): Map<string, Severity | 'off'> {
    const severities = new Map<string, Severity | 'off'>();
    for (const [rule, chosen] of Object.entries(this.map(value ?? {}, ['rules']))) {
      const path = ['rules', rule];
      // YAML 1.1 reads a bare "off" as false, and it is plain what was meant.
      const severity = chosen === false ? 'off' : chosen;
      if (!CHOOSABLE.includes(rule)) {
        this.unknown(path, rule, CHOOSABLE, 'rule whose severity can be chosen');
      } else if (severity !== 'off' && !SEVERITIES.includes(severity as Severity)) {
        this.complain(path, `A severity is ${SEVERITIES.join(', ')} or off, not ${JSON.stringify(chosen)}.`);
      } else {
        severities.set(rule, severity as Severity | 'off');
      }
    }
    return severities;
  }

  private acknowledgement(value: unknown, path: FieldPath): Acknowledgement {
    const fields = this.map(value, path, ['rule', 'reason', 'owner', 'expires', 'namespace', 'name', 'file']);
    const text = (key: string) => this.text(fields[key], [...path, key]);
    for (const key of ['rule', 'reason', 'owner']) {
      if (!text(key)?.trim()) this.complain(path, `An acknowledgement needs ${key === 'owner' ? 'an' : 'a'} ${key}.`);
    }
    const rule = text('rule') ?? '';
    if (rule !== '' && !CHOOSABLE.includes(rule)) {
      this.unknown([...path, 'rule'], rule, CHOOSABLE, 'rule that can be acknowledged');
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
      place: { file: this.source.file, position: () => this.locator.positionOf(0, path) },
    };
  }

  private map(value: unknown, path: FieldPath, known?: readonly string[]): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.complain(path, `A map belongs here, not ${JSON.stringify(value)}.`);
      return {};
    }
    for (const key of Object.keys(value)) {
      if (known && !known.includes(key)) this.unknown([...path, key], key, known, 'key');
    }
    return value as Record<string, unknown>;
  }

  private list(value: unknown, path: FieldPath): unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.complain(path, 'A list belongs here.');
    return [];
  }

  private text(value: unknown, path: FieldPath): string | undefined {
    if (value === undefined || typeof value === 'string') return value;
    // A version without quotes is a number, and one that ends in 0 has lost it already.
    this.complain(path, `A text belongs here; put ${JSON.stringify(value)} into quotes.`);
    return undefined;
  }

  private unknown(path: FieldPath, word: string, known: readonly string[], noun: string): void {
    const closest = closestWord(word, known);
    const hint = closest ? `Did you mean ${closest}?` : `Known are ${known.join(', ')}.`;
    this.complain(path, `${JSON.stringify(word)} is no ${noun}. ${hint}`);
  }

  private complain(path: FieldPath, message: string): void {
    const { line, column } = this.locator.positionOf(0, path);
    this.problems.push(`${this.source.file}:${line}:${column}: ${message}`);
  }
}
