import { declareSelected, nameFrom } from './name-pods';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { labelNameProblems } from '../../model/kubernetes-names';
import { LabelSelectorSpec, NetworkPolicyPeerSpec } from '../../model/network-policy';
import { NamespaceFile, asLabelName } from '../program/namespace-file';
import { PodsOfCluster } from '../program/pods-of-cluster';
import { blockExpression, selectorExpression } from '../program/value-expressions';
import { Expression, call, literal, property, record, texts } from '../source/expression';

/** The files of a draft by namespace. */
export type NamespaceFiles = ReadonlyMap<string, NamespaceFile>;

/** Peers of rules as the draft writes them: workloads where it declares them, else pods, namespaces and blocks. */
export class PeerExpressions {
  public constructor(
    private readonly files: NamespaceFiles,
    private readonly pods: PodsOfCluster,
  ) {}

  public of(peer: NetworkPolicyPeerSpec, here: NamespaceFile): Expression {
    if (peer.ipBlock) return blockExpression(peer.ipBlock);
    const { podSelector, namespaceSelector } = peer;
    if (!namespaceSelector) return this.podsOf(here.namespace, podSelector ?? {});
    const named = onlyName(namespaceSelector);
    if (named !== undefined) return this.podsOf(named, podSelector ?? {});
    if (isEmpty(namespaceSelector) && isEmpty(podSelector)) return call('Peer', 'allNamespaces');
    const name = nameFrom(podSelector ?? {}) ?? nameFrom(namespaceSelector) ?? 'all-namespaces';
    return call(
      'Peer',
      'labelled',
      record({
        name: literal(asLabelName(name)),
        namespaces: selectorExpression(namespaceSelector),
        pods: isEmpty(podSelector) ? undefined : selectorExpression(podSelector!),
      }),
    );
  }

  /** Whether the peer names a namespace, so that a flow would be opened there, too. */
  public static isInKnownNamespace({ ipBlock, namespaceSelector }: NetworkPolicyPeerSpec): boolean {
    return !ipBlock && (!namespaceSelector || onlyName(namespaceSelector) !== undefined);
  }

  private podsOf(namespace: string, selector: LabelSelectorSpec): Expression {
    const file = this.files.get(namespace);
    if (isEmpty(selector)) {
      return file ? property(file.stack, 'allPods') : call('Peer', 'namespace', literal(namespace));
    }
    if (file) return declareSelected(file, selector, this.pods, 'workload').reference;
    const labels = selector.matchLabels ?? {};
    if ((selector.matchExpressions ?? []).length === 0) {
      const name = literal(asLabelName(nameFrom(selector) ?? 'pods'));
      return call('Peer', 'pods', record({ namespace: literal(namespace), labels: texts(labels), name }));
    }
    return call(
      'Peer',
      'labelled',
      record({
        name: literal(asLabelName(nameFrom(selector) ?? 'pods')),
        namespaces: selectorExpression({ matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } }),
        pods: selectorExpression(selector),
      }),
    );
  }
}

/** The namespace that a selector names, where it asks for nothing else. */
function onlyName({ matchLabels = {}, matchExpressions = [] }: LabelSelectorSpec): string | undefined {
  const name = matchLabels[NAMESPACE_NAME_LABEL];
  const isOnly = Object.keys(matchLabels).length === 1 && matchExpressions.length === 0;
  return isOnly && name !== undefined && labelNameProblems(name).length === 0 ? name : undefined;
}

function isEmpty(selector: LabelSelectorSpec | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;
}
