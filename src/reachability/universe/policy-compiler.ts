import { blockAddresses } from './block-addresses';
import { CompiledPeer, CompiledPolicy, CompiledRule } from './compiled-policy';
import { EVERY_PORT, RulePorts, rulePortsOf } from './rule-ports';
import { ManifestDocument } from '../../manifests/manifest-document';
import { namespaceOf } from '../../manifests/object-identity';
import { AddressSet } from '../../model/address-set';
import { isolates } from '../../model/defaulting';
import { Finding, resourceOf } from '../../model/finding';
import { InvalidInput } from '../../model/invalid-input';
import { FieldPath } from '../../model/kubernetes-object';
import {
  IpBlockSpec,
  NetworkPolicyPeerSpec,
  NetworkPolicyPortSpec,
  NetworkPolicySpec,
  PolicyType,
} from '../../model/network-policy';
import { decodedPolicy } from '../../policy-kinds/networking/network-policy';
import { contentKey } from '../sets/content-key';
import { SelectorTable } from '../sets/selector-table';

const NO_RULES: readonly CompiledRule[] = [];

/** The rule under which policies are reported that have no meaning and so are left out. */
export const UNUSABLE_POLICY_RULE = 'unusable-policy';

/**
 * Turns documents into compiled policies. What it meets twice it compiles once: in large clusters nearly every rule,
 * peer and port list is a repetition.
 */
export class PolicyCompiler {
  public readonly findings: Finding[] = [];
  /** Whatever is asked about together has its selectors from here. */
  public readonly selectors = new SelectorTable();
  private readonly rulesByText = new Map<string, readonly CompiledRule[]>();
  private readonly peersByText = new Map<string, CompiledPeer>();
  private readonly portsByText = new Map<string, RulePorts>();
  private place: FieldPath = [];

  /** The policy, or undefined where the API server would refuse it for having no meaning: then there is a finding. */
  public compile(document: ManifestDocument): CompiledPolicy | undefined {
    const { object } = document;
    try {
      this.place = ['spec'];
      const spec = this.specOf(decodedPolicy(object).spec);
      const rules = {
        [PolicyType.INGRESS]: this.rulesOf(spec, PolicyType.INGRESS, 'ingress', 'from'),
        [PolicyType.EGRESS]: this.rulesOf(spec, PolicyType.EGRESS, 'egress', 'to'),
      };
      this.place = ['spec', 'podSelector'];
      const subject = this.selectors.intern(spec.podSelector);
      const name = typeof object.metadata?.name === 'string' ? object.metadata.name : '';
      return { namespace: namespaceOf(document), name, subject, rules, document };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      this.findings.push(this.leftOut(document, error, this.place));
      return undefined;
    }
  }

  private specOf(value: unknown): NetworkPolicySpec {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new InvalidInput('The spec is no map.', 'Write a map.');
    }
    const spec = value as NetworkPolicySpec;
    this.place = ['spec', 'policyTypes'];
    const types: unknown = spec.policyTypes ?? [];
    const known = Object.values(PolicyType) as unknown[];
    if (!Array.isArray(types) || !types.every((type) => known.includes(type))) {
      throw new InvalidInput('The policyTypes are not Ingress or Egress.', 'Write [Ingress], [Egress] or both.');
    }
    this.place = ['spec', 'egress'];
    listOf(spec.egress);
    return spec;
  }

  private rulesOf(
    spec: NetworkPolicySpec,
    direction: PolicyType,
    field: 'ingress' | 'egress',
    peerField: 'from' | 'to',
  ): readonly CompiledRule[] | undefined {
    if (!isolates(spec, direction)) return undefined;
    this.place = ['spec', field];
    const list = listOf(spec[field]);
    if (list.length === 0) return NO_RULES;
    const text = `${field} ${contentKey(list)}`;
    let rules = this.rulesByText.get(text);
    if (!rules) {
      rules = list.map((value, index) => this.rule(value, ['spec', field, index], peerField));
      this.rulesByText.set(text, rules);
    }
    return rules;
  }

  private rule(value: unknown, place: FieldPath, peerField: 'from' | 'to'): CompiledRule {
    this.place = place;
    // A rule written as null is an empty rule for the API server's decoder.
    const rule = mapOf(value ?? {});
    const peers = listOf(rule[peerField]);
    const ports = listOf(rule.ports);
    return {
      peers: peers.length === 0 ? undefined : peers.map((peer, i) => this.peer(peer, [...place, peerField, i])),
      ports: ports.length === 0 ? EVERY_PORT : this.ports(ports, [...place, 'ports']),
    };
  }

  private ports(entries: readonly unknown[], place: FieldPath): RulePorts {
    const text = contentKey(entries);
    let ports = this.portsByText.get(text);
    if (!ports) {
      this.place = place;
      ports = rulePortsOf(entries.map((entry) => mapOf(entry ?? {}) as NetworkPolicyPortSpec));
      this.portsByText.set(text, ports);
    }
    return ports;
  }

  private peer(value: unknown, place: FieldPath): CompiledPeer {
    const text = contentKey(value);
    let peer = this.peersByText.get(text);
    if (!peer) {
      this.place = place;
      peer = this.compilePeer(mapOf(value) as NetworkPolicyPeerSpec);
      this.peersByText.set(text, peer);
    }
    return peer;
  }

  private compilePeer({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeerSpec): CompiledPeer {
    const hasSelector = isPresent(podSelector) || isPresent(namespaceSelector);
    if (isPresent(ipBlock)) {
      if (hasSelector) {
        throw new InvalidInput('The peer has an ipBlock and a selector.', 'Write two peers, one for each.');
      }
      const addresses = blockAddresses(ipBlock as IpBlockSpec);
      return { kind: 'block', addresses, key: addressKey(addresses) };
    }
    if (!hasSelector) {
      throw new InvalidInput(
        'The peer is empty.',
        'Write podSelector, namespaceSelector or ipBlock; leave the whole list out to mean everyone.',
      );
    }
    return {
      kind: 'pods',
      namespaces: isPresent(namespaceSelector) ? this.selectors.intern(namespaceSelector) : undefined,
      pods: this.selectors.intern(podSelector),
    };
  }

  private leftOut(document: ManifestDocument, error: InvalidInput, field: FieldPath): Finding {
    return {
      rule: UNUSABLE_POLICY_RULE,
      severity: 'error',
      type: 'Invalid',
      message: `${error.problem} The API server refuses such a policy, so it was left out.`,
      fix: error.remedy,
      resource: resourceOf(document.object),
      field,
      origin: document.origin,
      position: () => document.positionOf(field),
    };
  }
}

function addressKey(addresses: AddressSet): string {
  return addresses.ranges
    .map(({ family, first, last }) => `${family}:${first.toString(36)}-${last.toString(36)}`)
    .join();
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new InvalidInput('This must be a list.', 'Write each entry with a leading "- ".');
  return value as unknown[];
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new InvalidInput(`${JSON.stringify(value)} stands where a map should.`, 'Write fields and their values.');
}
