import { DraftedPorts } from './namespace-file';
import { Inventory, Workload } from '../../manifests/inventory';
import { Labels, UNKNOWN_LABEL_VALUE, mayMatchLabels, requirementsOf } from '../../model/label-selector';
import { LabelSelectorSpec } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';

/** The pods of the manifests: whom a selector chooses, and what they listen on. */
export class PodsOfCluster {
  private readonly byNamespace = new Map<string, Workload[]>();

  public constructor(inventory: Inventory) {
    for (const workload of inventory.workloads) {
      const present = this.byNamespace.get(workload.namespace);
      if (present) present.push(workload);
      else this.byNamespace.set(workload.namespace, [workload]);
    }
  }

  public get namespaces(): string[] {
    return [...this.byNamespace.keys()];
  }

  public in(namespace: string): readonly Workload[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** The workloads of which a selector chooses a pod, or may. */
  public chosenBy(namespace: string, selector: LabelSelectorSpec): Workload[] {
    const requirements = requirementsOf(selector);
    return this.in(namespace).filter(({ podGroups }) =>
      podGroups.some(({ labels }) => mayMatchLabels(requirements, labels)),
    );
  }
}

/** The ports that all kinds of pods of a workload agree on. */
export function portsOf({ podGroups }: Workload): DraftedPorts {
  const found = new Map<string, Set<string>>();
  for (const { name, protocol, number } of podGroups.flatMap(({ ports }) => ports)) {
    const key = name ?? `${protocol.toLowerCase()}-${number}`;
    found.set(key, (found.get(key) ?? new Set()).add(`${protocol} ${number}`));
  }
  const agreed = [...found].filter(([, numbers]) => numbers.size === 1);
  return Object.fromEntries(
    agreed.map(([key, [only]]) => {
      const [protocol, number] = only!.split(' ');
      return [key, { protocol: protocol as Protocol, port: Number(number) }];
    }),
  );
}

/** The labels that all pods of a workload have, with a value that manifests know. */
export function commonLabels({ podGroups }: Workload): Labels {
  const [first, ...others] = podGroups;
  const entries = Object.entries(first?.labels ?? {}).filter(
    ([key, value]) =>
      value !== UNKNOWN_LABEL_VALUE &&
      others.every(({ labels }) => Object.hasOwn(labels, key) && labels[key] === value),
  );
  return Object.fromEntries(entries);
}
