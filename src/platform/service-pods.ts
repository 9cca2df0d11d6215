import { LabelFacts, LabelText, LabelValue, NamespaceFact, PodsFact, ServiceFacts } from './service-facts';
import { LabelSelector } from '../model/label-selector';

/** What whoever installed a service says about it, by the name of the parameter. */
export type ServiceParameters = Readonly<Record<string, string>>;

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

/** The pods of a service that its facts call `name`; without a name, the ones that clients talk to. */
export function podsCalled(facts: ServiceFacts, name?: string): PodsFact | undefined {
  return name === undefined ? facts.pods[0] : facts.pods.find((pods) => pods.name === name);
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
