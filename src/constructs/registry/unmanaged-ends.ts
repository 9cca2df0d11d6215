import { IConstruct } from 'constructs';
import { ClusterRegistry } from './cluster-registry';
import { UnmanagedEnd } from './unmanaged-end';
import { ANY_PEER, AllowIntent } from '../../model/intent';
import { renderSpec } from '../../policy-kinds/networking/render-spec';

/** The unmanaged ends of a tree: all of them, or those that concern one namespace. */
export function unmanagedEndsOf(scope: IConstruct, namespace?: string): UnmanagedEnd[] {
  const cluster = ClusterRegistry.of(scope);
  return cluster.unmanagedEnds
    .filter((intent) => namespace === undefined || concerns(intent, namespace, scope))
    .map((intent) => ({
      namespace: intent.subject.namespace,
      workload: intent.subject.name,
      direction: intent.direction,
      declaredBy: intent.declaredBy,
      similarNamespace: cluster.namespaceMeantBy(intent.subject.namespace),
      suggestedPolicy: renderSpec([intent]),
    }));
}

function concerns(intent: AllowIntent, namespace: string, scope: IConstruct): boolean {
  const declaredHere = intent.declaredBy.startsWith(`${scope.node.path}/`);
  const peers = intent.peers === ANY_PEER ? [] : intent.peers;
  return declaredHere || peers.some((peer) => peer.kind === 'pods' && peer.namespaces === namespace);
}
