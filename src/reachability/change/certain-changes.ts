import { Change } from './difference';
import { PortSet } from '../../model/port-set';

/** What a change opens and closes for sure. */
export interface CertainChange {
  readonly change: Change;
  readonly opened: PortSet;
  readonly closed: PortSet;
}

/**
 * The changes without what was or becomes undefined: a connection that was allowed and is undefined is no more removed
 * than it is added.
 */
export function certainChanges(changes: readonly Change[], undefinedChanges: readonly Change[]): CertainChange[] {
  const open = new Map(undefinedChanges.map((change) => [endsOf(change), change]));
  return changes.flatMap((change) => {
    const undefinedToo = open.get(endsOf(change));
    const opened = change.after.subtract(change.before).subtract(undefinedToo?.before ?? PortSet.EMPTY);
    const closed = change.before.subtract(change.after).subtract(undefinedToo?.after ?? PortSet.EMPTY);
    return opened.isEmpty && closed.isEmpty ? [] : [{ change, opened, closed }];
  });
}

/** Equal for changes between the same ends. What is undefined towards addresses is so for a whole family. */
export function endsOf({ from, to }: Change): string {
  return JSON.stringify([from, to].map((end) => (end.kind === 'ip' ? end.range.family : end.id)));
}
