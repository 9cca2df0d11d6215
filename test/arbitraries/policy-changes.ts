import fc from 'fast-check';
import { Scenario, scenarioArbitrary } from './queries';
import { KubernetesObject, isNetworkPolicy } from '../../src/model/kubernetes-object';
import { withoutLists } from '../naive/cluster';

/** A cluster with questions about it, and two sets of policies for it that have much in common. */
export interface PolicyChange {
  readonly surroundings: object[];
  readonly old: KubernetesObject[];
  readonly now: KubernetesObject[];
  readonly scenario: Scenario;
  /** Which subsets of many moves to look at. */
  readonly masks: number[];
}

export const policyChanges: fc.Arbitrary<PolicyChange> = fc
  .tuple(
    scenarioArbitrary(),
    scenarioArbitrary(1),
    fc.array(fc.constantFrom('keep', 'drop', 'replace', 'replace'), { minLength: 6, maxLength: 6 }),
    fc.array(fc.nat(2 ** 20), { minLength: 24, maxLength: 24 }),
  )
  .map(([scenario, other, fates, masks]) => {
    const old = policiesOf(scenario.objects);
    const spare = policiesOf(other.objects);
    const kept = old.flatMap((one, index) => {
      if (fates[index] === 'keep') return one;
      if (fates[index] === 'drop') return [];
      return spare[index] ? { ...one, spec: spare[index].spec } : [];
    });
    const now = [...kept, ...spare.slice(old.length)];
    const surroundings = scenario.objects.flatMap(withoutLists).filter((object) => !isNetworkPolicy(object));
    return { surroundings, old, now, scenario, masks };
  });

function policiesOf(objects: object[]): KubernetesObject[] {
  return objects.flatMap(withoutLists).filter((object): object is KubernetesObject => isNetworkPolicy(object));
}
