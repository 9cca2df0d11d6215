import { LintedPolicy } from './linted-policy';
import { Inventory, PodGroup, Workload } from '../../manifests/inventory';
import { POD_INDEX_LABEL, POD_NAME_LABEL } from '../../model/controller-labels';
import { Requirement, matchesLabels, mayMatchLabels, requirementsOf } from '../../model/label-selector';
import { LabelSelectorSpec, NetworkPolicyPeerSpec } from '../../model/network-policy';

import { labelsOf } from '../../reachability/universe/replicas';

/** Pods that are alike, with the workload they belong to. */
export interface Pods {
  readonly workload: Workload;
  readonly group: PodGroup;
}

/** Finds pods by selector. Answers are kept: most policies of a cluster ask the same few questions. */
export class PodIndex {
  private readonly byNamespace = new Map<string, Pods[]>();
  private readonly answers = new Map<string, readonly Pods[]>();
  private readonly namespaceAnswers = new Map<string, readonly string[]>();

  public constructor(private readonly inventory: Inventory) {
    for (const workload of inventory.workloads) {
      let pods = this.byNamespace.get(workload.namespace);
      if (!pods) this.byNamespace.set(workload.namespace, (pods = []));
      for (const group of workload.podGroups) pods.push({ workload, group });
    }
  }

  public in(namespace: string): readonly Pods[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** Whether a selector may match pods of a namespace, by a label whose value nobody knows. */
  public mayMatch(namespace: string, selector: LabelSelectorSpec | undefined): boolean {
    const requirements = requirementsOf(selector);
    return this.in(namespace).some(({ group }) => mayMatchLabels(requirements, group.labels));
  }

  /** The pods of a namespace that a selector matches. */
  public matching(namespace: string, selector: LabelSelectorSpec | undefined): readonly Pods[] {
    const requirements = requirementsOf(selector);
    if (requirements.length === 0) return this.in(namespace);
    const key = JSON.stringify([namespace, requirements]);
    let answer = this.answers.get(key);
    if (!answer) {
      answer = this.in(namespace).filter(({ workload, group }) => matchesGroup(requirements, workload.name, group));
      this.answers.set(key, answer);
    }
    return answer;
  }

  public ofSubject({ namespace, spec }: LintedPolicy): readonly Pods[] {
    return this.matching(namespace, spec.podSelector);
  }

  /** The pods a peer stands for; none for an ipBlock. */
  public ofPeer(
    policyNamespace: string,
    { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeerSpec,
  ): readonly Pods[] {
    if (ipBlock) return [];
    if (!namespaceSelector) return this.matching(policyNamespace, podSelector);
    const key = JSON.stringify([null, requirementsOf(namespaceSelector), requirementsOf(podSelector)]);
    let answer = this.answers.get(key);
    if (!answer) {
      answer = this.namespacesMatching(namespaceSelector).flatMap((namespace) => [
        ...this.matching(namespace, podSelector),
      ]);
      this.answers.set(key, answer);
    }
    return answer;
  }

  /** The pods of any namespace that a selector matches. */
  public everywhere(selector: LabelSelectorSpec | undefined): readonly Pods[] {
    const requirements = requirementsOf(selector);
    const key = JSON.stringify([requirements]);
    let answer = this.answers.get(key);
    if (!answer) {
      answer = [...this.byNamespace.values()].flatMap((pods) =>
        pods.filter(({ group }) => matchesLabels(requirements, group.labels)),
      );
      this.answers.set(key, answer);
    }
    return answer;
  }

  /** Namespaces that a selector matches, as far as their labels are known. */
  public namespacesMatching(selector: LabelSelectorSpec): readonly string[] {
    const requirements = requirementsOf(selector);
    const key = JSON.stringify(requirements);
    let answer = this.namespaceAnswers.get(key);
    if (!answer) {
      const matching = [...this.inventory.namespaces.values()].filter(({ labels }) =>
        matchesLabels(requirements, labels),
      );
      answer = matching.map(({ name }) => name);
      this.namespaceAnswers.set(key, answer);
    }
    return answer;
  }
}

/** Whether a selector matches pods of the group; of a StatefulSet at least one replica, which have labels of their own. */
function matchesGroup(requirements: readonly Requirement[], name: string, group: PodGroup): boolean {
  if (!group.ordinals) return matchesLabels(requirements, group.labels);
  const { first, count } = group.ordinals;
  const named = requirements.some(({ key }) => key === POD_NAME_LABEL || key === POD_INDEX_LABEL);
  const last = named ? Math.min(count, MOST_REPLICAS) : 1;
  for (let index = 0; index < last; index++) {
    if (matchesLabels(requirements, labelsOf(name, group, first + index))) return true;
  }
  return false;
}

/** Replicas looked at one by one; more than any StatefulSet has. */
const MOST_REPLICAS = 10_000;
