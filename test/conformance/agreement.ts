import fc from 'fast-check';
import { naiveSubject } from './naive-subject';
import type { Subject } from './subject';
import { scenarioArbitrary, type Scenario } from '../arbitraries/queries';

/** Random clusters for one run of the tests; `test:deep` takes its time. */
export const randomClusters = process.env.NETPOL_DEEP ? 100_000 : 2_000;

/** Fails with the smallest cluster and question on which the subject and the naive evaluator disagree. */
export function agreementWithNaive(subject: Subject): fc.IPropertyWithHooks<[Scenario]> {
  return fc.property(scenarioArbitrary(), (scenario) => {
    const found = disagreement(subject, scenario);
    if (found !== undefined) throw new Error(found);
  });
}

function disagreement(subject: Subject, { objects, queries, options }: Scenario): string | undefined {
  const naive = naiveSubject.load(objects, options);
  const other = subject.load(objects, options);
  for (const { from, to, protocol, port } of queries) {
    const right = naive.verdict(from, to, protocol, port);
    const given = other.verdict(from, to, protocol, port);
    if (given !== right) {
      const question = `${JSON.stringify(from)} => ${JSON.stringify(to)} ${protocol} ${port}`;
      return `${question}, blocks match pods: ${options.ipBlockMatchesPods}: ${given}, but should be ${right}`;
    }
  }
  return undefined;
}
