import { Dialect } from './dialects';
import { NodesByLabel } from './nodes-by-label';
import { portsOfRule } from './read-ports';
import { isReadable, readablePart } from './readable-selector';
import { judgePolicy } from './validate-policy';
import { PolicyApiObject, PolicyApiPeer, PolicyApiRule, PolicyApiSelection, rulesOf } from './written-policy';
import { nameOf } from '../../manifests/object-identity';
import { AddressSet } from '../../model/address-set';
import { contentKey } from '../../model/content-key';
import { InvalidInput } from '../../model/invalid-input';
import { ManifestDocument } from '../../model/manifest-document';
import { LabelSelectorSpec, PolicyType } from '../../model/network-policy';
import { ClusterPods, ProgramPeer, ProgramRule, RuleAction } from '../../model/policy-program';
import { EVERY_PORT } from '../../model/rule-ports';
import { SelectorTable } from '../../model/selector-table';
import { isRefusal } from '../../validation/custom-resource';
import { addressKey, writtenBlock } from '../address-blocks';
import { PolicyReader, ReadPolicy, ReadingContext } from '../policy-kind';

type Rules = readonly ProgramRule[] | undefined;

/** Reads policies of one kind of the API group. What it meets twice it reads once. */
export class PolicyApiReader implements PolicyReader {
  private readonly selectors: SelectorTable;
  private readonly nodes: NodesByLabel;
  private readonly rulesByText = new Map<string, readonly ProgramRule[]>();
  private readonly peersByText = new Map<string, readonly ProgramPeer[]>();

  public constructor(
    private readonly dialect: Dialect,
    { selectors, cluster }: ReadingContext,
  ) {
    this.selectors = selectors;
    this.nodes = new NodesByLabel(cluster.nodes ?? []);
  }

  public read(document: ManifestDocument): ReadPolicy {
    const { problems, decoded } = judgePolicy(this.dialect, document.object);
    const refusal = problems.find(isRefusal);
    if (refusal || decoded === undefined) {
      const { message = 'The policy is no map.', fix = 'Write a map.', path = [] } = refusal ?? {};
      return { problem: new InvalidInput(message, fix), field: path };
    }
    const { spec } = decoded as PolicyApiObject;
    const { subject } = spec;
    const isClear = isReadableSelection(subject);
    const selected = this.podsOf(isClear ? subject : readableSelection(subject));
    const rules = (direction: 'ingress' | 'egress'): Rules => {
      const written = rulesOf(spec, direction);
      if (written.length === 0) return undefined;
      const read = this.rulesOf(written, direction);
      return isClear ? read : read.map((rule) => ({ ...rule, peers: [UNREADABLE_SUBJECT] }));
    };
    return {
      policy: {
        place: this.dialect.placeOf(spec),
        namespace: '',
        name: nameOf(document),
        subject: selected.pods,
        subjectNamespaces: selected.namespaces,
        rules: { [PolicyType.INGRESS]: rules('ingress'), [PolicyType.EGRESS]: rules('egress') },
        isolates: false,
        document,
      },
    };
  }

  private rulesOf(written: readonly PolicyApiRule[], direction: 'ingress' | 'egress'): readonly ProgramRule[] {
    const text = `${direction} ${contentKey(written)}`;
    let rules = this.rulesByText.get(text);
    if (!rules) {
      rules = written.map((rule) => this.rule(rule, (direction === 'ingress' ? rule.from : rule.to) ?? []));
      this.rulesByText.set(text, rules);
    }
    return rules;
  }

  private rule(rule: PolicyApiRule, peers: readonly PolicyApiPeer[]): ProgramRule {
    const action = this.dialect.actions[rule.action]!;
    const name = rule.name === undefined ? {} : { name: rule.name };
    if (peers.every(isReadablePeer)) {
      return { ...name, action, peers: peers.flatMap((peer) => this.peersOf(peer)), ports: portsOfRule(rule) };
    }
    // What implementations cannot read must not open anything: the comments of the API ask them to fail closed.
    return action === RuleAction.ALLOW
      ? { ...name, action, peers: [], ports: EVERY_PORT }
      : { ...name, action: RuleAction.DENY, peers: undefined, ports: EVERY_PORT };
  }

  private peersOf(peer: PolicyApiPeer): readonly ProgramPeer[] {
    const text = contentKey(peer);
    let peers = this.peersByText.get(text);
    if (!peers) this.peersByText.set(text, (peers = [this.readPeer(peer)]));
    return peers;
  }

  private readPeer(peer: PolicyApiPeer): ProgramPeer {
    const { networks, nodes, domainNames } = peer;
    if (networks) {
      const addresses = AddressSet.ofBlocks(networks.map((network) => writtenBlock(network)));
      return { kind: 'block', addresses, key: addressKey(addresses), matchesPods: true };
    }
    if (nodes) return this.nodesPeer(nodes);
    if (domainNames) {
      const namesServices = domainNames.some((name) => mayNameService(name));
      return {
        kind: 'unknown',
        subjectTo: `${domainNames.length === 1 ? 'the name' : 'the names'} ${domainNames.join(', ')}`,
        neverPods: !namesServices,
      };
    }
    return { kind: 'pods', ...this.podsOf(peer) };
  }

  private nodesPeer(nodes: LabelSelectorSpec): ProgramPeer {
    const addresses = this.nodes.addressesOf(this.selectors.intern(nodes));
    if (!addresses) return { kind: 'unknown', subjectTo: 'which nodes there are', neverPods: true };
    return { kind: 'block', addresses, key: addressKey(addresses), matchesPods: true, ofNodes: true };
  }

  private podsOf({ namespaces, pods }: PolicyApiSelection): ClusterPods {
    return {
      namespaces: this.selectors.intern(namespaces ?? pods?.namespaceSelector),
      pods: this.selectors.intern(pods?.podSelector),
    };
  }
}

const UNREADABLE_SUBJECT: ProgramPeer = {
  kind: 'unknown',
  subjectTo: 'a selector of its subject that no implementation can read',
};

function isReadableSelection({ namespaces, pods }: PolicyApiSelection): boolean {
  return isReadable(namespaces) && isReadable(pods?.namespaceSelector) && isReadable(pods?.podSelector);
}

function isReadablePeer(peer: PolicyApiPeer): boolean {
  return isReadableSelection(peer) && isReadable(peer.nodes);
}

function readableSelection({ namespaces, pods }: PolicyApiSelection): PolicyApiSelection {
  if (!pods) return { namespaces: readablePart(namespaces) };
  const { namespaceSelector, podSelector } = pods;
  return { pods: { namespaceSelector: readablePart(namespaceSelector), podSelector: readablePart(podSelector) } };
}

/** Names of Services without an address of their own stand for pods. Whatever else has a name is outside the cluster. */
function mayNameService(name: string): boolean {
  return /(^|\.)svc(\.|$)|(^|\.)local\.?$/i.test(name);
}
