import { portExpression, selectorExpression } from './value-expressions';
import { labelNameProblems } from '../../model/kubernetes-names';
import { formatSelector } from '../../model/label-selector';
import { LabelSelectorSpec, NetworkPolicyPortSpec } from '../../model/network-policy';
import { Expression, NameOf, call, literal, nameOf, record, texts } from '../source/expression';
import { Identifiers, identifierFrom } from '../source/identifiers';
import { Statement } from '../source/source-file';

/** Pods of a namespace as a draft declares them. */
export interface DraftedWorkload {
  readonly name: string;
  readonly selector: LabelSelectorSpec;
  readonly reference: NameOf;
  readonly statement: Statement;
}

/** Ports by the name that the draft calls them. */
export type DraftedPorts = { readonly [name: string]: NetworkPolicyPortSpec };

/** What somebody's file has already. */
export interface PresentNames {
  /** The constants of workloads, by the name of the workload. */
  readonly constants: ReadonlyMap<string, string>;
  /** The ids of constructs. */
  readonly ids: readonly string[];
}

/** The constant of a namespace's file that holds its stack. */
export const STACK = 'stack';

/** What a draft says about one namespace, while it is put together. */
export class NamespaceFile {
  public readonly path: string;
  public readonly stack: NameOf;
  public readonly flows: Statement[] = [];
  private readonly identifiers = new Identifiers();
  private readonly bySelector = new Map<string, DraftedWorkload>();
  private readonly names = new Set<string>();
  private readonly ids = new Set<string>();

  /** @param present what stands in the file already, where there is one */
  public constructor(
    public readonly namespace: string,
    private readonly present: PresentNames = { constants: new Map(), ids: [] },
  ) {
    this.path = `namespaces/${namespace}`;
    this.stack = nameOf(this.path, STACK);
    for (const id of present.ids) this.ids.add(id);
    for (const constant of present.constants.values()) this.identifiers.take(constant);
  }

  /** Whether a construct of this id stands here. */
  public hasId(id: string): boolean {
    return this.ids.has(id);
  }

  public get workloads(): readonly DraftedWorkload[] {
    return [...this.bySelector.values()];
  }

  /** The workload with this selector, where it is declared already. */
  public find(selector: LabelSelectorSpec): DraftedWorkload | undefined {
    return this.bySelector.get(formatSelector(selector));
  }

  /** Declares pods, once for each selector. */
  public declare(
    selector: LabelSelectorSpec,
    wanted: { readonly name: string; readonly ports?: DraftedPorts; readonly comment?: readonly string[] },
  ): DraftedWorkload {
    const present = this.find(selector);
    if (present) return present;
    const name = this.freeName(wanted.name);
    const known = this.present.constants.get(name);
    const reference = nameOf(this.path, known ?? this.identifiers.take(identifierFrom(name)));
    const ports = Object.entries(wanted.ports ?? {}).map(([key, port]) => [key, portExpression(port)] as const);
    const onlyLabels = (selector.matchExpressions ?? []).length === 0 && selector.matchLabels !== undefined;
    const options = record({
      ...(onlyLabels ? { labels: texts(selector.matchLabels) } : { selector: selectorExpression(selector) }),
      ports: ports.length === 0 ? undefined : { kind: 'record', fields: ports },
    });
    const value = call(this.stack, 'workload', literal(name), options);
    const statement = { constant: reference.name, value, comment: wanted.comment };
    const workload = { name, selector, reference, statement };
    this.bySelector.set(formatSelector(selector), workload);
    return workload;
  }

  /** An id for a construct that no other construct of the stack has. */
  public id(wanted: string): string {
    const base = wanted.replaceAll('/', '-') || 'unnamed';
    let id = base;
    for (let number = 2; this.ids.has(id); number++) id = `${base}-${number}`;
    this.ids.add(id);
    return id;
  }

  /** The stack and everything that is declared here, in the order of names. */
  public constants(stack: Statement): Statement[] {
    const byName = [...this.bySelector.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return [stack, ...byName.map(({ statement }) => statement)];
  }

  private freeName(wanted: string): string {
    const base = asLabelName(wanted);
    let name = base;
    for (let number = 2; this.names.has(name); number++) name = `${base.slice(0, 58)}-${number}`;
    this.names.add(name);
    return name;
  }
}

/** Text as the name of a workload. */
export function asLabelName(text: string): string {
  const dashed = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 63)
    .replace(/-$/, '');
  return labelNameProblems(dashed).length === 0 ? dashed : 'workload';
}

/** Every constant that an expression uses. */
export function namesIn(expression: Expression): NameOf[] {
  switch (expression.kind) {
    case 'name':
      return [expression];
    case 'list':
      return expression.items.flatMap(namesIn);
    case 'property':
      return namesIn(expression.on);
    case 'record':
      return expression.fields.flatMap(([, value]) => namesIn(value));
    case 'new':
      return expression.args.flatMap(namesIn);
    case 'call':
      return [
        ...(typeof expression.on === 'string' ? [] : namesIn(expression.on)),
        ...expression.args.flatMap(namesIn),
      ];
    default:
      return [];
  }
}
