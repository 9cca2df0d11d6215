import { PolicyType } from '../../../model/network-policy';
import { LintContext } from '../../facts/lint-context';
import { ClusterRule, Remark } from '../../facts/lint-rule';

/** A namespace with workloads and not a single policy. */
export const namespaceWithoutPolicy: ClusterRule = {
  id: 'namespace-without-policy',
  severity: 'warning',
  info: 'A namespace with workloads has no NetworkPolicy at all.',
  why: 'Every pod of the cluster can connect to every pod of the namespace, and these to everything else.',
  fix: 'Begin with a policy that isolates every pod of the namespace both ways, then allow what is needed.',
  needs: ['workloads'],
  checkCluster(context, report) {
    const { inventory, pods, policiesByNamespace } = context;
    for (const { name, document } of inventory.namespaces.values()) {
      const [first] = pods.in(name);
      if (!first || policiesByNamespace.has(name)) continue;
      const into = decidersIn(name, PolicyType.INGRESS, context);
      // Who decides about every pod may do all that is needed; that they are there is said elsewhere.
      if (into.everywhere) continue;
      if (context.passesOver(name)) continue;
      const nothing = `The namespace ${name} has workloads and no NetworkPolicy`;
      const field = ['metadata', document ? 'name' : 'namespace'];
      report(document ?? first.group.document, {
        field,
        ...insteadOf(nothing, into, decidersIn(name, PolicyType.EGRESS, context)),
      });
    }
  },
};

/** What is missing beside policies of other kinds. */
function insteadOf(nothing: string, into: Deciders, out: Deciders): Omit<Remark, 'field'> {
  if (into.titles.length > 0) {
    return {
      severity: 'info',
      message: `${nothing}; ${deciding(into.titles)} about some of them instead.`,
      fix: 'Make sure that every pod of the namespace is isolated both ways, by policies of one kind or the other.',
    };
  }
  if (out.titles.length === 0) return { message: `${nothing}.` };
  return { message: `${nothing}; ${deciding(out.titles)} about egress there, and nothing isolates ingress.` };
}

interface Deciders {
  readonly titles: readonly string[];
  /** Whether each pod has some. */
  readonly everywhere: boolean;
}

/** The policies of other kinds that decide about pods of a namespace. */
function decidersIn(namespace: string, direction: PolicyType, context: LintContext): Deciders {
  const perPod = context.pods.in(namespace).map((one) => context.decidersElsewhere(one, direction));
  return { titles: [...new Set(perPod.flat())], everywhere: perPod.every((titles) => titles.length > 0) };
}

const SHOWN = 3;

/** `EgressFirewall shop/default decides`. */
function deciding(titles: readonly string[]): string {
  const more = titles.length - SHOWN;
  const named = more > 0 ? [...titles.slice(0, SHOWN), `${more} more`] : titles;
  return `${named.join(' and ')} ${titles.length === 1 ? 'decides' : 'decide'}`;
}
