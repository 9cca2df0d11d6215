import { LintContext } from './lint-context';
import { LintedPolicy } from './linted-policy';
import { opensPort } from './peers-and-ports';
import { Pods } from './pod-index';
import { matchesLabels, requirementsOf } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';
import { flowBetween } from '../../reachability/question/flow';
import { podsEnd } from '../../reachability/relation/flow-end';

/** Why nobody who should gets through to a port of some pods. */
export interface ClosedPort {
  readonly pods: Pods;
  readonly policies: readonly LintedPolicy[];
  /** Who is kept out; undefined where nobody at all gets in. */
  readonly caller?: Pods;
}

/** Callers and targets to try before a port counts as open. */
const MAX_TRIED = 16;

/**
 * Whether a port of pods is closed to the callers of the input, or to everybody where none of them is known. A rule that
 * opens the port counts as open even if its peers are not in the input.
 */
export function closedPort(
  targets: readonly Pods[],
  port: number,
  callers: readonly Pods[],
  context: LintContext,
): ClosedPort | undefined {
  for (const pods of targets.slice(0, MAX_TRIED)) {
    const policies = isolating(pods, context);
    if (policies.length === 0) continue;
    if (!policies.some((policy) => opens(policy, pods, port))) return { pods, policies };
    const [caller] = callers;
    if (caller && callers.slice(0, MAX_TRIED).every((one) => !reaches(one, pods, port, context))) {
      return { pods, policies, caller };
    }
  }
  return undefined;
}

function isolating({ workload, group }: Pods, { policiesByNamespace }: LintContext): LintedPolicy[] {
  if (group.hostNetwork) return [];
  return (policiesByNamespace.get(workload.namespace) ?? []).filter(
    (policy) =>
      policy.isolates(PolicyType.INGRESS) && matchesLabels(requirementsOf(policy.spec.podSelector), group.labels),
  );
}

function opens({ rules }: LintedPolicy, { group }: Pods, port: number): boolean {
  const names = group.ports.filter(({ number }) => number === port).map(({ name }) => name);
  return rules.some(
    ({ direction, inEffect, ports }) =>
      direction === PolicyType.INGRESS &&
      inEffect &&
      (ports.length === 0 ||
        ports.some((entry) =>
          typeof entry.port === 'string' ? names.includes(entry.port) : opensPort(entry, Protocol.TCP, port),
        )),
  );
}

function reaches(from: Pods, to: Pods, port: number, { analysis }: LintContext): boolean {
  // What the API leaves open, as for callers with hostNetwork, is not known to be closed.
  if (from.group.hostNetwork) return true;
  const ends = [from, to].map(({ workload, group }) => podsEnd(analysis, workload, group));
  const { allowed, conditionalPorts, undefinedPorts } = flowBetween(analysis, ends[0]!, ends[1]!);
  return allowed.union(conditionalPorts).union(undefinedPorts).has(Protocol.TCP, port);
}

const NAME_LABELS = ['app.kubernetes.io/name', 'app'];

/** Pods that carry one of these names, as charts label them. */
export function podsNamed(names: ReadonlySet<string>, { inventory }: LintContext): Pods[] {
  return inventory.workloads.flatMap((workload) =>
    workload.podGroups
      .filter(({ labels }) => NAME_LABELS.some((key) => Object.hasOwn(labels, key) && names.has(labels[key]!)))
      .map((group) => ({ workload, group })),
  );
}

/** `shop/web[Deployment] is closed to edge/nginx[Deployment] on 8080 (deny)`. */
export function describeClosed({ pods, policies, caller }: ClosedPort, port: number): string {
  const names = policies
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ');
  const whom = caller ? `to ${caller.workload.id}` : 'to everybody';
  return `port ${port} of ${pods.workload.id} is closed ${whom} (${names})`;
}
