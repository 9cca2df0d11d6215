import { Evidence, Need, NeedEnd, Needs, Unresolved, endText, portText, surer } from './need';
import { Workload } from '../../manifests/inventory';
import { joinedKey } from '../../model/joined-key';

/** More places than these show nothing more. */
const MOST_EVIDENCE = 10;

/** Puts together what several places say about one flow. */
export class NeedTable {
  private readonly needs = new Map<string, Need>();
  private readonly unresolved = new Map<string, Unresolved>();
  private readonly dns = new Set<Workload>();

  public add(need: Need): void {
    const key = joinedKey(endText(need.from), endText(need.to), need.port ? portText(need.port) : '');
    const known = this.needs.get(key);
    this.needs.set(key, known ? merged(known, need) : need);
  }

  public addUnresolved(unresolved: Unresolved): void {
    const key = joinedKey(endText(unresolved.from), unresolved.value, unresolved.because);
    if (!this.unresolved.has(key)) this.unresolved.set(key, unresolved);
  }

  /** Notes that a workload resolves names. */
  public addDns(workload: Workload): void {
    this.dns.add(workload);
  }

  /** Takes back flows that their owner says are none. */
  public remove(matches: (need: Need) => boolean): void {
    for (const [key, need] of this.needs) if (matches(need)) this.needs.delete(key);
  }

  public has(matches: (need: Need) => boolean): boolean {
    for (const need of this.needs.values()) if (matches(need)) return true;
    return false;
  }

  public finish(): Pick<Needs, 'needs' | 'dns' | 'unresolved'> {
    const sortKey = new Map<object, string>();
    for (const need of this.needs.values()) {
      sortKey.set(need, `${endText(need.from)}\0${endText(need.to)}\0${need.port ? portText(need.port) : ''}`);
    }
    const byKey = (a: object, b: object) => compare(sortKey.get(a)!, sortKey.get(b)!);
    return {
      needs: [...this.needs.values()].sort(byKey),
      dns: [...this.dns].sort((a, b) => compare(a.id, b.id)),
      unresolved: [...this.unresolved.values()].sort(
        (a, b) => compare(endText(a.from), endText(b.from)) || compare(a.value, b.value),
      ),
    };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function merged(known: Need, more: Need): Need {
  const [first, second] = surer(known.confidence, more.confidence) === known.confidence ? [known, more] : [more, known];
  const evidence = new Map<string, Evidence>();
  for (const one of [...first.evidence, ...second.evidence]) {
    if (evidence.size < MOST_EVIDENCE) evidence.set(one.text, one);
  }
  const via = first.via ?? second.via;
  const notes = [first.note, ...(first.note === second.note ? [] : [second.note])].filter((note) => note !== undefined);
  return {
    ...first,
    evidence: [...evidence.values()],
    ...(via === undefined ? {} : { via }),
    ...(notes.length === 0 ? {} : { note: [...new Set(notes.flatMap((note) => note.split('; ')))].join('; ') }),
  };
}

/** A workload as an end. */
export function workloadEnd(workload: Workload): NeedEnd {
  return { kind: 'workload', workload };
}
