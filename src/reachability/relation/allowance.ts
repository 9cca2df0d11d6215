import { PolicyType } from '../../model/network-policy';
import { ProgramPeer, ProgramRule } from '../../model/policy-program';
import { DeclaredPort, NamedPort, RulePorts, resolvePorts } from '../../model/rule-ports';
import { NO_PORTS, PortSetId, PortSetTable } from '../sets/port-set-table';
import { Target, Universe } from '../universe/universe';

/** What a rule is about, as far as it can be said without knowing whose rule it is. */
export interface Allowance {
  /** Undefined for everyone. */
  readonly target: Target | undefined;
  readonly ports: PortSetId;
  /** Ports that the subject itself has to give a number: ingress lands on it. */
  readonly names: readonly NamedPort[];
}

/** Calls `visit` for everyone a rule is about; a peer whose target is undefined may be anyone. */
export function forEachAllowance(
  universe: Universe,
  direction: PolicyType,
  { peers, ports }: ProgramRule,
  targetOf: (peer: ProgramPeer) => Target | undefined,
  visit: (target: Target | undefined, ports: PortSetId, names: readonly NamedPort[]) => void,
): void {
  if (!peers) {
    visitOne(universe, direction, ports, undefined, visit);
    return;
  }
  for (const peer of peers) visitOne(universe, direction, ports, targetOf(peer), visit);
}

const NO_NAMES: readonly NamedPort[] = [];

function visitOne(
  universe: Universe,
  direction: PolicyType,
  rulePorts: RulePorts,
  target: Target | undefined,
  visit: (target: Target | undefined, ports: PortSetId, names: readonly NamedPort[]) => void,
): void {
  const { numbers, names, exceptNames } = rulePorts;
  const ports = universe.ports.idOf(numbers);
  if (direction === PolicyType.INGRESS) {
    visit(target, ports, names);
    return;
  }
  // Egress: names are resolved on the pods at the other end.
  if (exceptNames) {
    for (const resolved of universe.resolvedTargets(rulePorts, target)) {
      visit(resolved.target, resolved.ports, NO_NAMES);
    }
    return;
  }
  visit(target, ports, NO_NAMES);
  for (const name of names) {
    for (const resolution of universe.namedPortTargets(name, target)) {
      visit(resolution.target, resolution.ports, NO_NAMES);
    }
  }
}

/** The ports of an allowance for a subject that declares these. */
export function portsFor(
  { ports, names, exceptNames }: Pick<Allowance, 'ports' | 'names'> & Pick<RulePorts, 'exceptNames'>,
  declared: readonly DeclaredPort[],
  table: PortSetTable,
): PortSetId {
  if (names.length === 0 && !exceptNames) return ports;
  return table.idOf(resolvePorts({ numbers: table.get(ports), names, exceptNames }, declared));
}

/** Below this many targets, looking through them is cheaper than any index. */
const SCAN_LIMIT = 8;

/** Ports added up by target. */
export class AllowanceSum {
  /** What everyone gets. */
  public base: PortSetId = NO_PORTS;
  public readonly targets: Target[] = [];
  /** What each of the targets gets. */
  public readonly ports: PortSetId[] = [];
  private index?: Map<Target, number>;

  public constructor(private readonly table: PortSetTable) {}

  public add(target: Target | undefined, ports: PortSetId): void {
    if (ports === NO_PORTS) return;
    if (!target) {
      this.base = this.table.union(this.base, ports);
      return;
    }
    const place = this.placeOf(target);
    if (place >= 0) {
      this.ports[place] = this.table.union(this.ports[place]!, ports);
      return;
    }
    this.index?.set(target, this.targets.length);
    this.targets.push(target);
    this.ports.push(ports);
  }

  private placeOf(target: Target): number {
    if (this.targets.length < SCAN_LIMIT) return this.targets.indexOf(target);
    this.index ??= new Map(this.targets.map((one, place) => [one, place]));
    return this.index.get(target) ?? -1;
  }
}
