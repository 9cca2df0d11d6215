import { Analysis } from './analysis';
import { firstNotBelow } from './class-behaviour';
import { Row } from './row';
import { PolicyType } from '../../model/network-policy';

/** Gives equal texts the same number. */
class Numbers {
  private readonly known = new Map<string, number>();

  public of(text: string): number {
    const number = this.known.get(text) ?? this.known.size;
    if (number === this.known.size) this.known.set(text, number);
    return number;
  }
}

/**
 * A number for each of the classes, equal for those that everyone may talk with alike, however differently their policies
 * are written: their rows say the same, and whoever else's rows say the same of them.
 */
export function alikeClasses(analysis: Analysis, classIds: Iterable<number>): Map<number, number> {
  const numbers = new Numbers();
  const sorted = [...new Set(classIds)].sort((a, b) => a - b);
  const state = new Map<number, number>();
  for (const classId of sorted) {
    const { hostNetwork } = analysis.universe.classes[classId]!;
    state.set(classId, numbers.of(hostNetwork ? 'host' : 'pod'));
  }
  for (const one of analysis.bounds) {
    for (const direction of Object.values(PolicyType)) {
      const contents = new Map<number, Row>();
      for (const row of one.distinctRows(direction)) contents.set(numbers.of(contentOf(row)), row);
      for (const classId of sorted) {
        const own = numbers.of(contentOf(one.row(direction, classId)));
        state.set(classId, numbers.of(`${state.get(classId)} ${direction} ${own}`));
      }
      for (const [content, { pods, conditions }] of contents) {
        for (const [how, { cells }] of [
          ['in', pods],
          ...(conditions ? [['if', conditions.pods] as const] : []),
        ] as const) {
          for (let i = 0; i < cells.length; i += 3) {
            for (let at = firstNotBelow(sorted, cells[i]!); at < sorted.length; at++) {
              const classId = sorted[at]!;
              if (classId >= cells[i + 1]!) break;
              state.set(classId, numbers.of(`${state.get(classId)} ${how} ${content} ${cells[i + 2]}`));
            }
          }
        }
      }
    }
  }
  return state;
}

const knownAlike = new WeakMap<Analysis, ReadonlyMap<number, number>>();

/** The same for the classes of all pods of the input, found once. */
export function alikeMembers(analysis: Analysis): ReadonlyMap<number, number> {
  let alike = knownAlike.get(analysis);
  if (!alike) {
    alike = alikeClasses(
      analysis,
      analysis.members.map(({ classId }) => classId),
    );
    knownAlike.set(analysis, alike);
  }
  return alike;
}

const known = new WeakMap<Row, string>();

function contentOf(row: Row): string {
  let content = known.get(row);
  if (content === undefined) {
    const { isolated, undefinedSubject, pods, atoms, conditions } = row;
    const maps = [pods, atoms, ...(conditions ? [conditions.pods, conditions.atoms] : [])].map(
      ({ base, cells }) => `${base}:${cells.join()}`,
    );
    content = [isolated, undefinedSubject, ...maps].join(' ');
    known.set(row, content);
  }
  return content;
}
