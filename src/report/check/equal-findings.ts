import { PlacedFinding, originTitle } from './check-report';
import { ResourceReference } from '../../model/finding';

/** Findings that say the same in several places: the first of them, and where the others are. */
export interface FindingGroup {
  readonly first: PlacedFinding;
  readonly others: readonly PlacedFinding[];
}

/** So many places are read one by one; more of them are a group. */
const FEW = 3;

/** Puts together what one rule says in the same words, in the order of the first places. */
export function groupEqual(entries: readonly PlacedFinding[]): FindingGroup[] {
  const groups = new Map<string, PlacedFinding[]>();
  for (const entry of entries) {
    const key = saying(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return entries.flatMap((entry) => {
    const group = groups.get(saying(entry))!;
    if (group.length <= FEW) return [{ first: entry, others: [] }];
    return entry === group[0] ? [{ first: entry, others: group.slice(1) }] : [];
  });
}

/** What a finding says, whichever object it says it of. */
function saying({ finding }: PlacedFinding): string {
  const { rule, severity, message, fix, resource } = finding;
  return JSON.stringify([rule, severity, ...[message, fix].map((text) => text && withoutNames(text, resource))]);
}

/** The text without the names of its object, in the forms in which findings write them. */
function withoutNames(text: string, resource: ResourceReference | undefined): string {
  const { namespace, name } = resource ?? {};
  const forms = [
    ...(namespace && name ? [`${namespace}/${name}`] : []),
    ...(name ? [`"${name}"`] : []),
    ...[namespace, name].flatMap((one) => (one ? [`namespace ${one}`] : [])),
    ...(namespace ? [`in ${namespace}`] : []),
  ];
  return forms.reduce((words, form) => words.replaceAll(form, '…'), text);
}

/** How many of the other places are named. */
const NAMED = 3;

/** `a.yaml:3, b.yaml:9 and 120 more` */
export function otherPlaces({ others }: FindingGroup): string {
  const names = others.slice(0, NAMED).map(shortPlace).join(', ');
  return others.length > NAMED ? `${names}, and ${others.length - NAMED} more` : names;
}

/** `dir/a.yaml:12 shop/allow-web` */
function shortPlace({ finding, position }: PlacedFinding): string {
  const { namespace, name } = finding.resource ?? {};
  const at = `${originTitle(finding)}${position ? `:${position.line}` : ''}`;
  return [at, [namespace, name].filter((text) => text).join('/')].filter((text) => text !== '').join(' ');
}
