import { PortSet } from '../../model/port-set';
import { Blame } from '../../reachability/change/blame';
import { Change } from '../../reachability/change/difference';

/** A changed connection, as `netpol.diff/v1` and `netpol.rollout-plan/v1` write it. */
export function changeEntry({ kind, from, to, before, after, by }: Change) {
  return {
    change: kind,
    from: from.id,
    to: to.id,
    before: portsEntry(before),
    after: portsEntry(after),
    by: by.map(blameEntry),
  };
}

export function blameEntry(blame: Blame) {
  if (blame.kind !== 'policy') return blame;
  const { kind, policy, change, document } = blame;
  const { file, constructPath } = document.origin;
  const line = document.positionOf(['metadata', 'name'])?.line;
  return {
    kind,
    policy,
    change,
    ...(file === undefined ? {} : { file }),
    ...(constructPath === undefined ? {} : { construct: constructPath }),
    ...(line === undefined ? {} : { line }),
  };
}

export function portsEntry(ports: PortSet): 'all' | string[] {
  return ports.isAll ? 'all' : ports.toStrings();
}
