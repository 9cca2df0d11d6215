import { LabelDomain } from './label-domain';
import { PodRegion } from './pod-region';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';

/** A pod that there could be. */
export interface SamplePod {
  readonly namespace: string;
  /** With its name. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** One pod of a region, with as few labels as possible. */
export function sampleOf(region: PodRegion): SamplePod {
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  const namespaceLabels: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, domain] of region) {
    const at = key.indexOf(' ');
    const value = valueOf(domain);
    if (value !== undefined) (key.slice(0, at) === 'pod' ? labels : namespaceLabels)[key.slice(at + 1)] = value;
  }
  const namespace = (namespaceLabels[NAMESPACE_NAME_LABEL] ??= 'any');
  return { namespace, namespaceLabels, labels };
}

/** Undefined where the label may be absent. */
function valueOf({ absent, others, values }: LabelDomain): string | undefined {
  if (absent) return undefined;
  if (!others) return [...values][0];
  for (let number = 0; ; number++) {
    const value = number === 0 ? 'other' : `other-${number}`;
    if (!values.has(value)) return value;
  }
}
