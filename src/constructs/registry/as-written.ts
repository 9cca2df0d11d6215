import { ApiObject, resolve } from 'cdk8s';
import { isMap } from '../../model/is-map';
import { KubernetesObject } from '../../model/kubernetes-object';

/**
 * A policy as its author wrote it. cdk8s leaves out what is null, and to the API server that is the same; but `from:
 * null` looks like nobody and means anyone, which lint can say only where it sees it.
 *
 * Returns the very JSON of the object where nothing was left out.
 */
export function asWritten(object: ApiObject): KubernetesObject {
  const json = object.toJson() as KubernetesObject;
  // cdk8s keeps what it was given to itself. A policy that we render was given no spec.
  const given = (object as unknown as { readonly props?: { readonly spec?: unknown } }).props?.spec;
  if (given === undefined || !isMap(json.spec)) return json;
  const spec = withNulls(json.spec, resolve(['spec'], given, object), DIRECTIONS, (rules, written) =>
    rulesAsWritten(rules, written),
  );
  return spec === json.spec ? json : { ...json, spec };
}

// In labels null is another thing than nothing, so only lists get theirs back.
const DIRECTIONS = ['ingress', 'egress'];
const LISTS = ['from', 'to', 'ports'];

/** Rules that a patch added or took away have no counterpart any more, and are left as they are. */
function rulesAsWritten(rules: unknown, written: unknown): unknown {
  if (!Array.isArray(rules) || !Array.isArray(written) || rules.length !== written.length) return rules;
  const restored = rules.map((rule: unknown, index) => withNulls(rule, written[index], LISTS));
  return restored.every((rule, index) => rule === rules[index]) ? rules : restored;
}

/** Puts `null` back where it was written and nothing stands now; what does stand there goes through `inside`. */
function withNulls(
  value: unknown,
  written: unknown,
  keys: readonly string[],
  inside: (value: unknown, written: unknown) => unknown = (same) => same,
): unknown {
  if (!isMap(value) || !isMap(written)) return value;
  const changed = keys.flatMap((key) => {
    const before = value[key];
    const after = before === undefined && written[key] === null ? null : inside(before, written[key]);
    return after === before ? [] : [[key, after] as const];
  });
  return changed.length > 0 ? { ...value, ...Object.fromEntries(changed) } : value;
}
