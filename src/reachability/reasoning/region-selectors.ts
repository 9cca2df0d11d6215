import { LabelDomain } from './label-domain';
import { PodRegion } from './pod-region';
import { LabelSelectorRequirement, LabelSelectorSpec, SelectorOperator } from '../../model/network-policy';

const POD_KEY = 'pod ';

/**
 * The pod selectors that together choose exactly the pods of a region in one namespace. More than one is needed where a
 * key may be absent or have one of some values, which no selector can say.
 */
export function selectorsOf(region: PodRegion): LabelSelectorSpec[] {
  let alternatives: LabelSelectorRequirement[][] = [[]];
  for (const [key, domain] of [...region].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!key.startsWith(POD_KEY)) continue;
    const ways = requirementsFor(key.slice(POD_KEY.length), domain);
    alternatives = alternatives.flatMap((requirements) => ways.map((way) => [...requirements, ...way]));
  }
  return alternatives.map(selectorOf);
}

/** The ways in which a key may be as the domain says, each as requirements that hold together. */
function requirementsFor(key: string, { absent, others, values }: LabelDomain): LabelSelectorRequirement[][] {
  const sorted = [...values].sort();
  if (others) {
    return [
      [
        ...(absent ? [] : [{ key, operator: SelectorOperator.EXISTS }]),
        ...(sorted.length > 0 ? [{ key, operator: SelectorOperator.NOT_IN, values: sorted }] : []),
      ],
    ];
  }
  return [
    ...(absent ? [[{ key, operator: SelectorOperator.DOES_NOT_EXIST }]] : []),
    ...(sorted.length > 0 ? [[{ key, operator: SelectorOperator.IN, values: sorted }]] : []),
  ];
}

function selectorOf(requirements: readonly LabelSelectorRequirement[]): LabelSelectorSpec {
  const isLabel = ({ operator, values }: LabelSelectorRequirement) =>
    operator === SelectorOperator.IN && values?.length === 1;
  const labels = requirements.filter(isLabel).map(({ key, values }) => [key, values![0]!]);
  const expressions = requirements.filter((requirement) => !isLabel(requirement));
  return {
    ...(labels.length > 0 && { matchLabels: Object.fromEntries(labels) as Record<string, string> }),
    ...(expressions.length > 0 && { matchExpressions: expressions }),
  };
}
