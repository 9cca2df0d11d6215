import { PodGroup, Workload } from './inventory';
import { nameOf, namespaceOf } from './object-identity';
import { ObjectTable } from './object-table';
import { Owner } from './pod-reader';
import { topmost } from './topmost';
import { joinedKey } from '../model/joined-key';

/** A workload that is still being put together. */
type OpenWorkload = Workload & { readonly podGroups: PodGroup[] };

/** Collects pod groups, and finds out which of them are one workload once all controllers are known. */
export class WorkloadTable {
  /** By the kind of the object that a group was read from. */
  private readonly groups = new Map<string, ObjectTable<PodGroup>>();
  /** The controllers of pod groups, where they have one. */
  private readonly controllers = new Map<PodGroup, Owner>();
  /** Controllers that have a controller: a ReplicaSet of a Deployment, a Job of a CronJob. */
  private readonly ownerOf = new Map<string, Owner>();

  public get(namespace: string, name: string, kind: string): PodGroup | undefined {
    return this.groups.get(kind)?.get(namespace, name);
  }

  public set(namespace: string, name: string, kind: string, group: PodGroup, controller: Owner | undefined): void {
    let table = this.groups.get(kind);
    if (!table) this.groups.set(kind, (table = new ObjectTable()));
    table.set(namespace, name, group);
    if (controller) this.controllers.set(group, controller);
  }

  public delete(namespace: string, name: string, kind: string): void {
    this.groups.get(kind)?.delete(namespace, name);
  }

  /** Notes that one controller belongs to another, which may come later in the input. */
  public setOwner(namespace: string, controller: Owner, owner: Owner): void {
    this.ownerOf.set(keyOf(namespace, controller), owner);
  }

  /** The pods of a ReplicaSet are those of its Deployment, where the input says that it has one. */
  public workloads(): Workload[] {
    const workloads: Workload[] = [];
    const byOwner = new Map<string, OpenWorkload>();
    // Bare pods are most of a large dump, and none of them has to be found again unless pods own pods.
    const podsOwnPods = [...this.controllers.values()].some(({ kind }) => kind === 'Pod');
    for (const [kind, table] of this.groups) {
      table.forEach((group) => {
        const namespace = namespaceOf(group.document);
        const controller = this.controllers.get(group);
        const owner = controller ? this.topmostOwner(namespace, controller) : { kind, name: nameOf(group.document) };
        const isAlone = !controller && kind === 'Pod' && !podsOwnPods;
        const key = isAlone ? '' : keyOf(namespace, owner);
        const known = isAlone ? undefined : byOwner.get(key);
        if (known) {
          known.podGroups.push(group);
          return;
        }
        const workload = new Workload(namespace, owner.name, owner.kind, [group]);
        if (!isAlone) byOwner.set(key, workload as OpenWorkload);
        workloads.push(workload);
      });
    }
    return workloads;
  }

  private topmostOwner(namespace: string, owner: Owner): Owner {
    if (this.ownerOf.size === 0) return owner;
    return topmost(owner, (one) => this.ownerOf.get(keyOf(namespace, one)));
  }
}

function keyOf(namespace: string, { kind, name }: Owner): string {
  return joinedKey(kind, namespace, name);
}
