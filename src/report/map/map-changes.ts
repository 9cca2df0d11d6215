import { MapChanges } from './map-data';
import { OutsideEnd } from './map-ends';
import { MapNames } from './map-names';
import { PortColumns } from './port-columns';
import { AddressRange } from '../../model/address-set';
import { Blame } from '../../reachability/change/blame';
import { certainChanges } from '../../reachability/change/certain-changes';
import { Change, Difference } from '../../reachability/change/difference';
import { Endpoint, WorkloadEndpoint } from '../../reachability/relation/endpoints';
import { blamePlace, blameText } from '../diff/diff-report';
import { describeAddresses } from '../wording/address-text';

/** What became different, by the numbers of the ends of a map. */
export function mapChanges(
  { title, difference }: { readonly title: string; readonly difference: Difference },
  workloads: readonly WorkloadEndpoint[],
  outside: readonly OutsideEnd[],
  ports: PortColumns,
  names: MapNames,
): MapChanges {
  const numbers = new Map(workloads.map(({ id }, index) => [id, index]));
  const causes = new Map<string, number>();
  const causeOf = (blame: Blame) => {
    const place = blamePlace(blame);
    const text = names.text(`${blameText(blame)}${place === undefined ? '' : ` (${place})`}`, blame.kind);
    if (!causes.has(text)) causes.set(text, causes.size);
    return causes.get(text)!;
  };
  const endsOf = (end: Endpoint): number[] => {
    if (end.kind === 'workload') return (end.group ?? [end]).flatMap(({ id }) => numbers.get(id) ?? []);
    const touched = outside.map(({ addresses }) => addresses.some(({ lo, hi }) => lo < end.hi && end.lo < hi));
    return touched.flatMap((isTouched, index) => (isTouched ? [workloads.length + index] : []));
  };
  const changes = certainChanges(difference.changes, difference.undefinedChanges).map(({ change }) => change);
  return {
    oldTitle: names.text(title),
    from: changes.map(({ from }) => endsOf(from)),
    to: changes.map(({ to }) => endsOf(to)),
    addresses: changes.map((change) => names.text(describeAddresses(rangesOf(change)))),
    before: changes.map(({ before }) => ports.numberOf(before)),
    after: changes.map(({ after }) => ports.numberOf(after)),
    by: changes.map(({ by }) => by.map(causeOf)),
    causes: [...causes.keys()],
  };
}

function rangesOf({ from, to }: Change): AddressRange[] {
  return [from, to].flatMap((end) => (end.kind === 'ip' ? [end.range] : []));
}
