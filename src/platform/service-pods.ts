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
  const narrowings: ((selector: LabelSelector) => LabelSelector)[] = [];
  for (const [key, value] of Object.entries(labels)) {
    if (isPresence(value)) {
      narrowings.push((selector) => selector.withExists(key));
    } else if (isChoice(value)) {
      const texts = value.oneOf.map((text) => resolve(text, parameters));
      if (texts.every((text) => text !== undefined)) narrowings.push((selector) => selector.withIn(key, texts));
    } else {
      const text = resolve(value, parameters);
      if (text !== undefined) fixed[key] = text;
    }
  }
  const start = Object.keys(fixed).length > 0 ? LabelSelector.labels(fixed) : LabelSelector.everything();
  return narrowings.reduce((selector, narrow) => narrow(selector), start);
}

/**
 * One kind of pods of a service. Where all of its labels take parameters that nobody gave, whatever carries these labels
 * is meant, so that never the whole namespace is.
 *
 * @throws InvalidInput if other pods of the service carry the same labels, with other values
 */
export function selectorOfPods(facts: ServiceFacts, pods: PodsFact, parameters: ServiceParameters): LabelSelector {
  const selector = podSelector(pods.labels, parameters);
  const keys = Object.keys(pods.labels);
  const lost = keys.length > 0 && Object.keys(selector.toManifest()).length === 0;
  if (!lost) return selector;
  const shared = facts.pods.some((other) => other !== pods && keys.some((key) => key in other.labels));
  if (!shared) return keys.reduce((narrowed, key) => narrowed.withExists(key), selector);
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

/** Whether a label has one of several values. */
export function isChoice(value: LabelValue): value is Extract<LabelValue, { oneOf: unknown }> {
  return typeof value === 'object' && 'oneOf' in value;
}

/** Whether a label may have any value. */
export function isPresence(value: LabelValue): value is Extract<LabelValue, { any: true }> {
  return typeof value === 'object' && 'any' in value;
}

function resolve(text: LabelText, parameters: ServiceParameters): string | undefined {
  if (typeof text === 'string') return text;
  const given = Object.hasOwn(parameters, text.parameter) ? parameters[text.parameter] : undefined;
  return given === undefined ? undefined : `${given}${text.suffix ?? ''}`;
}
