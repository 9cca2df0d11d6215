import { LabelFacts, LabelText, LabelValue, NamespaceFact, PodsFact, ServiceFacts } from './service-facts';
import { InvalidInput } from '../model/invalid-input';
import { LabelSelector } from '../model/label-selector';

/** What whoever installed a service says about it, by the name of the parameter. */
export type ServiceParameters = Readonly<Record<string, string>>;

/** Pods of a service, as far as they can be told. */
export interface ServicePods {
  /** For policy names: the service and, where it has several kinds of pods, the kind. */
  readonly name: string;
  /** Undefined where it runs beside whoever uses it. */
  readonly namespace?: string;
  readonly selector: LabelSelector;
}

/**
 * The pods with these labels. A label that takes a parameter nobody gave is left out: what carries the label with any
 * value is meant then.
 */
export function podSelector(labels: LabelFacts, parameters: ServiceParameters = {}): LabelSelector {
  const fixed: Record<string, string> = {};
  const choices: [string, string[]][] = [];
  for (const [key, value] of Object.entries(labels)) {
    if (isChoice(value)) {
      const texts = value.oneOf.map((text) => resolve(text, parameters));
      if (texts.every((text) => text !== undefined)) choices.push([key, texts]);
      continue;
    }
    const text = resolve(value, parameters);
    if (text !== undefined) fixed[key] = text;
  }
  const start = Object.keys(fixed).length > 0 ? LabelSelector.labels(fixed) : LabelSelector.everything();
  return choices.reduce((selector, [key, values]) => selector.withIn(key, values), start);
}

/**
 * One kind of pods of a service.
 *
 * @throws InvalidInput if, without a parameter, nothing tells these pods from others of the namespace
 */
export function selectorOfPods(facts: ServiceFacts, pods: PodsFact, parameters: ServiceParameters): LabelSelector {
  const selector = podSelector(pods.labels, parameters);
  const lost = Object.keys(pods.labels).length > 0 && Object.keys(selector.toManifest()).length === 0;
  if (!lost) return selector;
  const needed = facts.parameters.map(({ name, meaning }) => `${name} (${meaning})`).join(', ');
  throw new InvalidInput(
    `${facts.title}: the labels of its ${pods.name} pods are made of ${needed}.`,
    `Say it: with({ ${facts.parameters[0]!.name}: … }).`,
  );
}

/** The namespace's name, where the facts know one. */
export function namespaceName(namespace: NamespaceFact): string | undefined {
  return namespace.kind === 'default' || namespace.kind === 'convention' ? namespace.name : undefined;
}

function isChoice(value: LabelValue): value is Exclude<LabelValue, LabelText> {
  return typeof value === 'object' && 'oneOf' in value;
}

function resolve(text: LabelText, parameters: ServiceParameters): string | undefined {
  if (typeof text === 'string') return text;
  const given = Object.hasOwn(parameters, text.parameter) ? parameters[text.parameter] : undefined;
  return given === undefined ? undefined : `${given}${text.suffix ?? ''}`;
}
