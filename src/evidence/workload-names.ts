import { topmost } from '../manifests/topmost';
import { joinedKey } from '../model/joined-key';
import { KubernetesObject } from '../model/kubernetes-object';
import { asList, asMap, asText } from '../traffic/record/json-value';
import { deploymentOfReplicaSet } from '../traffic/record/pod-end';

interface Owner {
  readonly owner: string;
  readonly kind: string;
}

/** The workloads of manifests, and which of them a pod belongs to. */
export class WorkloadNames {
  /** The controller of each controller that has one. */
  private readonly above = new Map<string, Owner>();
  private readonly known = new Set<string>();

  public constructor(objects: readonly KubernetesObject[]) {
    for (const object of objects) {
      const name = asText(object.metadata?.name);
      if (name === undefined || object.kind === 'Pod') continue;
      const ns = asText(object.metadata?.namespace) ?? 'default';
      this.known.add(keyOf(ns, { owner: name, kind: object.kind }));
      const owner = controllerOf(object);
      if (owner) this.above.set(keyOf(ns, { owner: name, kind: object.kind }), owner);
    }
  }

  /** The topmost controller of a pod; the pod itself where it has none. */
  public ownerOf(pod: KubernetesObject): Owner {
    const ns = asText(pod.metadata?.namespace) ?? 'default';
    const controller = controllerOf(pod);
    if (!controller) return { owner: asText(pod.metadata?.name) ?? '', kind: 'Pod' };
    const owner = topmost(controller, (one) => this.above.get(keyOf(ns, one)));
    if (owner.kind === 'ReplicaSet' && !this.known.has(keyOf(ns, owner))) {
      const deployment = deploymentOfReplicaSet(owner.owner);
      if (deployment !== undefined) return { owner: deployment, kind: 'Deployment' };
    }
    return owner;
  }

  /**
   * The workload that a log means which names a Job, or a pod alone: the CronJob of `report-29384738`, the DaemonSet of
   * `agent-k2vqx`, the StatefulSet of `db-0`. Undefined where the manifests have no such workload, or two of them.
   */
  public meantBy(ns: string, { owner, kind }: Owner): Owner | undefined {
    if (this.known.has(keyOf(ns, { owner, kind }))) return undefined;
    const found = (FORMS[kind] ?? []).flatMap(([pattern, kinds]) => {
      const name = pattern.exec(owner)?.[1];
      return name === undefined ? [] : kinds.map((each) => ({ owner: name, kind: each }));
    });
    const known = found.filter((one) => this.known.has(keyOf(ns, one)));
    return known.length === 1 ? known[0] : undefined;
  }
}

/** How controllers name what they make: a CronJob by the minute, others by five letters or a number. */
const FORMS: Readonly<Record<string, readonly (readonly [pattern: RegExp, kinds: readonly string[]])[]>> = {
  Job: [[/^(.+)-\d{8,10}$/, ['CronJob']]],
  Pod: [
    [/^(.+)-\d{8,10}-[a-z0-9]{5}$/, ['CronJob']],
    [/^(.+)-\d{1,9}$/, ['StatefulSet']],
    [/^(.+)-[a-z0-9]{5}$/, ['DaemonSet', 'Job', 'ReplicaSet', 'ReplicationController']],
  ],
};

function controllerOf(object: KubernetesObject): Owner | undefined {
  const references = asList(asMap(object.metadata)?.ownerReferences);
  for (const value of references) {
    const reference = asMap(value);
    const [kind, owner] = [asText(reference?.kind), asText(reference?.name)];
    // A static pod belongs to its node, which is no workload.
    if (reference?.controller === true && kind !== undefined && owner !== undefined && kind !== 'Node') {
      return { owner, kind };
    }
  }
  return undefined;
}

function keyOf(ns: string, { owner, kind }: Owner): string {
  return joinedKey(kind, ns, owner);
}
