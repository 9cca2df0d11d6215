import { ANY_STATE, LabelDomain, complementDomain, domainOf, intersectDomains, isEmptyDomain } from './label-domain';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { Requirement } from '../../model/label-selector';

/**
 * Pods that there could be, described by what each label key of the pod and of its namespace may be. Keys that are not
 * mentioned may be anything.
 */
export type PodRegion = ReadonlyMap<string, LabelDomain>;

const NAMESPACE_NAME_KEY = `namespace ${NAMESPACE_NAME_LABEL}`;
/** Every namespace has a name. */
const SOME_NAME: LabelDomain = { absent: false, others: true, values: new Set(['']) };

/** Every pod that there could be. */
export const ALL_REGION: PodRegion = new Map([[NAMESPACE_NAME_KEY, SOME_NAME]]);

/** Pods by their own labels, anywhere. */
export function regionOfPods(requirements: readonly Requirement[]): PodRegion | undefined {
  return narrowed(ALL_REGION, 'pod', requirements);
}

/** The pods of one namespace. */
export function regionOfNamespace(name: string): PodRegion {
  return new Map([[NAMESPACE_NAME_KEY, { absent: false, others: false, values: new Set([name]) }]]);
}

/** A region restricted by a selector over pods or over their namespaces; undefined where nothing can satisfy both. */
export function narrowed(
  region: PodRegion,
  labelsOf: 'pod' | 'namespace',
  requirements: readonly Requirement[],
): PodRegion | undefined {
  const result = new Map(region);
  for (const requirement of requirements) {
    const key = `${labelsOf} ${requirement.key}`;
    const domain = intersectDomains(result.get(key) ?? ANY_STATE, domainOf(requirement));
    if (isEmptyDomain(domain)) return undefined;
    result.set(key, domain);
  }
  return result;
}

export function intersectRegions(a: PodRegion, b: PodRegion): PodRegion | undefined {
  const result = new Map(a);
  for (const [key, domain] of b) {
    const both = intersectDomains(result.get(key) ?? ANY_STATE, domain);
    if (isEmptyDomain(both)) return undefined;
    result.set(key, both);
  }
  return result;
}

/** What of `a` is not in `b`, as regions that have nothing in common. */
export function subtractRegion(a: PodRegion, b: PodRegion): PodRegion[] {
  const pieces: PodRegion[] = [];
  const rest = new Map(a);
  for (const [key, domain] of b) {
    const own = rest.get(key) ?? ANY_STATE;
    const outside = intersectDomains(own, complementDomain(domain));
    if (!isEmptyDomain(outside)) pieces.push(new Map(rest).set(key, outside));
    const inside = intersectDomains(own, domain);
    if (isEmptyDomain(inside)) return [a];
    rest.set(key, inside);
  }
  return pieces;
}
