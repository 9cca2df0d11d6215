import { counted, plural } from '../../model/plural';
import { PlanCaution, PlannedStep, RolloutPlan } from '../../reachability/change/rollout-plan';
import { TransitionMove, TransitionRole, TransitionStepKind } from '../../reachability/change/transition';
import { DiffRow, closesSomething, diffRows, opensSomething } from '../diff/diff-report';

/** What the renderers of `netpol rollout plan` print. */
export interface RolloutPlanReport {
  readonly plan: RolloutPlan;
  readonly oldName: string;
  readonly newName: string;
}

/** What people are told about a step beside its objects. */
export interface StepWords {
  readonly title: string;
  readonly why: string;
  readonly revert: string;
}

const STEP_WORDS: Readonly<Record<TransitionStepKind, StepWords>> = {
  open: {
    title: 'Open companions',
    why: 'The first policy that selects a pod cuts off whatever the others are about to allow, and the last one to go does the same. While a companion opens the pod to everyone, the others can come and go.',
    revert: 'Prune what this step applied.',
  },
  add: {
    title: 'Add what allows more',
    why: 'The old policies still stand, and policies add up: nothing that is allowed now can be lost.',
    revert: 'Prune what is new and apply the old version of what is not, in any order.',
  },
  change: {
    title: 'Change policies in place',
    why: 'These allow something new and forbid something old. Whatever another policy takes over from them is already allowed by it.',
    revert: 'Apply the old versions, in any order.',
  },
  remove: {
    title: 'Remove what is no longer allowed',
    why: 'All the new policies stand, so only what they do not allow is closed.',
    revert: 'Apply again what this step pruned or narrowed, in any order.',
  },
  close: {
    title: 'Take companions and stand-ins away',
    why: 'From here on the policies are in force. Look at flow logs or metrics before this step, and again after it.',
    revert: 'Apply again what this step pruned: open connections come back with it.',
  },
};

const ROLE_WORDS: Readonly<Record<TransitionRole, string>> = {
  companion: 'opens its pods to everyone meanwhile',
  'stand-in': 'stands in for a new version meanwhile',
  new: 'new',
  obsolete: 'no longer there',
  rewritten: 'written anew, means the same',
  wider: 'changed, only allows more',
  narrower: 'changed, only allows less',
  changed: 'changed, allows and forbids',
};

export function wordsFor({ kind }: PlannedStep): StepWords {
  return STEP_WORDS[kind];
}

export function roleWords({ role }: TransitionMove): string {
  return ROLE_WORDS[role];
}

export function moveName({ namespace, name }: TransitionMove): string {
  return `${namespace}/${name}`;
}

/** What a step does to connections, what it opens and what it closes. */
export function stepRows({ difference }: PlannedStep): { opens: DiffRow[]; closes: DiffRow[] } {
  const rows = diffRows(difference.changes);
  return { opens: rows.filter(opensSomething), closes: rows.filter(closesSomething) };
}

/** `Opens 1 connection, closes 3.` */
export function effectOf(step: PlannedStep): string {
  const { opens, closes } = stepRows(step);
  if (opens.length + closes.length === 0) return 'Opens and closes nothing.';
  const least = step.difference.complete ? '' : 'at least ';
  if (closes.length === 0) return `Opens ${least}${plural(opens.length, 'connection')} and closes nothing.`;
  if (opens.length === 0) return `Closes ${least}${plural(closes.length, 'connection')} and opens nothing.`;
  return `Opens ${least}${plural(opens.length, 'connection')}, closes ${least}${closes.length}.`;
}

export const GUARANTEE =
  'Each step may be carried out in any order, and one must be complete before the next one begins. At every moment everything works that is allowed both before and after.';

/** A caution in words: what it is, what to do about it, and whom it is about. */
export interface CautionWords {
  readonly what: string;
  readonly remedy: string;
  readonly about: readonly string[];
}

export function cautionWords(caution: PlanCaution): CautionWords {
  switch (caution.kind) {
    case 'passing':
      return {
        what: 'Between the steps, old and new policies together allow what neither allows alone.',
        remedy:
          'If that may not be, go through a set of manifests in between that closes the old connection at both ends first, and plan each half.',
        about: caution.connections.map(({ from, to, ports }) => {
          const text = ports.isAll ? 'all ports' : ports.toStrings().join(', ');
          return `${from.id} -> ${to.id} ${text}`;
        }),
      };
    case 'wide-companion':
      return {
        what: 'Companions open pods that are isolated both before and after, because choosing exactly the others would take too many policies.',
        remedy: 'Roll out fewer subjects at a time, or write these subjects with one label.',
        about: [moveName(caution.companion)],
      };
    case 'labels':
      return {
        what: 'Labels or named ports differ too, and selectors read them. The order speaks of policies only.',
        remedy:
          'Roll the labels out on their own: netpol diff with the old policies and the new labels says what they do.',
        about: [...caution.namespaces.map((name) => `namespace ${name}`), ...caution.workloads],
      };
    case 'host-network':
      return {
        what: 'Pods on the host network are concerned, and what policies mean for them is left to the network plugin.',
        remedy: 'Name the plugin (--cni), and try such pods on one node first.',
        about: caution.workloads,
      };
    case 'other-apis':
      return {
        what: `${counted(caution.count, 'policy', 'of other APIs (Calico, Cilium, …) also decides, and is', 'of other APIs (Calico, Cilium, …) also decide, and are')} neither read nor moved here.`,
        remedy: 'Order them by hand; nothing is said about what they do.',
        about: [],
      };
    case 'no-workloads':
      return {
        what: 'There are no workloads in the input, so what a step opens and closes is unknown. The order holds for any pods.',
        remedy: 'Name their manifests: --with workloads/.',
        about: [],
      };
  }
}
