import { isMap } from '../model/is-map';
import { Labels, mayMatchLabels, requirementsOf } from '../model/label-selector';
import { LabelSelectorSpec } from '../model/network-policy';

/** A pod as selectors of any kind may see it. */
export interface SelectablePod {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  readonly hostNetwork: boolean;
}

/** Whether pods are in a subject, or could be as far as it is read. */
export type Test = (pod: SelectablePod) => boolean;

export type Spec = Readonly<Record<string, unknown>>;

export const ANY: Test = () => true;

export function asSpec(value: unknown): Spec {
  return isMap(value) ? value : {};
}

/** The pods whose traffic is that of their node. */
export const onHost: Test = ({ hostNetwork }) => hostNetwork;

export function antreaSubject(spec: Spec): Test {
  const rules = [spec.ingress, spec.egress].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  const lists = [spec, ...rules].map((place) => asSpec(place).appliedTo);
  const entries = lists.flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  if (entries.length === 0) return ANY;
  const tests = entries.map((entry): Test => {
    const { podSelector, namespaceSelector, ...rest } = asSpec(entry);
    if (Object.keys(rest).length > 0) return ANY;
    const [pods, namespaces] = [podsWith(podSelector), namespacesWith(namespaceSelector)];
    return (pod) => pods(pod) && namespaces(pod);
  });
  return (pod) => tests.some((test) => test(pod));
}

/** Pods with hostNetwork are in no subject of this API. */
export function policyApiSubject(subject: unknown): Test {
  const { namespaces, pods } = asSpec(subject);
  if (namespaces === undefined && pods === undefined) return ANY;
  const { namespaceSelector, podSelector } = asSpec(pods);
  const tests = [namespacesWith(namespaces), namespacesWith(namespaceSelector), podsWith(podSelector)];
  return (pod) => !pod.hostNetwork && tests.every((test) => test(pod));
}

export function podsWith(selector: unknown): Test {
  const test = selectorTest(selector);
  return ({ labels }) => test(labels);
}

export function namespacesWith(selector: unknown): Test {
  const test = selectorTest(selector);
  return ({ namespaceLabels }) => test(namespaceLabels);
}

/** A selector in the form of Kubernetes; one that cannot be read could match anything. */
function selectorTest(
  selector: unknown,
  keyOf: (key: string) => string | undefined = (key) => key,
): (labels: Labels) => boolean {
  if (!isMap(selector)) return () => true;
  const { matchLabels, matchExpressions } = selector;
  const labels = Object.entries(isMap(matchLabels) ? matchLabels : {}).flatMap(([key, value]) => {
    const name = keyOf(key);
    return name === undefined || typeof value !== 'string' ? [] : [[name, value] as const];
  });
  const expressions = (Array.isArray(matchExpressions) ? (matchExpressions as unknown[]) : []).flatMap((entry) => {
    const { key, operator, values } = asSpec(entry);
    const name = typeof key === 'string' ? keyOf(key) : undefined;
    const known = typeof operator === 'string' && OPERATORS.has(operator) && (!values || Array.isArray(values));
    return name === undefined || !known ? [] : [{ key: name, operator, values }];
  });
  const requirements = requirementsOf({
    matchLabels: Object.fromEntries(labels),
    matchExpressions: expressions,
  } as LabelSelectorSpec);
  return (own) => mayMatchLabels(requirements, own);
}

const OPERATORS = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);
