import { blockAddresses } from './block-addresses';
import { rulePortsOf } from './read-ports';
import { decodedPolicy } from './validate-policy';
import { namespaceOf } from '../../manifests/object-identity';
import { contentKey } from '../../model/content-key';
import { isolates } from '../../model/defaulting';
import { InvalidInput } from '../../model/invalid-input';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import {
  IpBlockSpec,
  NetworkPolicyPeerSpec,
  NetworkPolicyPortSpec,
  NetworkPolicySpec,
  PolicyType,
} from '../../model/network-policy';
import { Among, PolicyPlace, ProgramPeer, ProgramRule } from '../../model/policy-program';
import { EVERY_PORT, RulePorts } from '../../model/rule-ports';
import { SelectorTable } from '../../model/selector-table';
import { addressKey } from '../address-blocks';
import { PolicyReader, ReadPolicy } from '../policy-kind';
import { NETWORK_POLICY_ORDER, NETWORK_POLICY_TIER } from '../tiers';

const NO_RULES: readonly ProgramRule[] = [];

/** Policies of Cilium stand here too. */
export const NETWORK_POLICY_PLACE: PolicyPlace = {
  tier: NETWORK_POLICY_TIER,
  order: NETWORK_POLICY_ORDER,
  among: Among.UNION,
};

/**
 * Reads NetworkPolicies. What it meets twice it reads once: in large clusters nearly every rule, peer and port list is a
 * repetition.
 */
export class NetworkPolicyReader implements PolicyReader {
  private readonly rulesByText = new Map<string, readonly ProgramRule[]>();
  private readonly peersByText = new Map<string, ProgramPeer>();
  private readonly portsByText = new Map<string, RulePorts>();
  private place: FieldPath = [];
  private nullInRules: 'not looked for' | 'not found' | 'found' = 'not looked for';

  public constructor(private readonly selectors: SelectorTable) {}

  public read(document: ManifestDocument): ReadPolicy {
    const { object } = document;
    if (!holdsNullBesideRules(object.spec)) {
      this.nullInRules = 'not found';
      const result = this.readAs(document, object.spec);
      if (this.nullInRules === 'not found') return result;
    }
    this.nullInRules = 'not looked for';
    return this.readAs(document, decodedPolicy(object).spec);
  }

  private readAs(document: ManifestDocument, value: unknown): ReadPolicy {
    const { object } = document;
    try {
      this.place = ['spec'];
      const spec = this.specOf(value);
      const rules = {
        [PolicyType.INGRESS]: this.rulesOf(spec, PolicyType.INGRESS, 'ingress', 'from'),
        [PolicyType.EGRESS]: this.rulesOf(spec, PolicyType.EGRESS, 'egress', 'to'),
      };
      this.place = ['spec', 'podSelector'];
      const subject = this.selectors.intern(spec.podSelector);
      const name = typeof object.metadata?.name === 'string' ? object.metadata.name : '';
      const namespace = namespaceOf(document);
      return { policy: { place: NETWORK_POLICY_PLACE, namespace, name, subject, rules, isolates: true, document } };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return { problem: error, field: this.place };
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
  ): readonly ProgramRule[] | undefined {
    if (!isolates(spec, direction)) return undefined;
    this.place = ['spec', field];
    const list = listOf(spec[field]);
    if (list.length === 0) return NO_RULES;
    const text = `${field} ${contentKey(list)}`;
    let rules = this.rulesByText.get(text);
    if (!rules) {
      // Only texts that are new are looked through: to walk through every policy would cost a tenth of the analysis.
      if (this.nullInRules !== 'not looked for' && text.includes('null') && holdsNull(list)) {
        this.nullInRules = 'found';
        return NO_RULES;
      }
      rules = list.map((value, index) => this.rule(value, ['spec', field, index], peerField));
      this.rulesByText.set(text, rules);
    }
    return rules;
  }

  private rule(value: unknown, place: FieldPath, peerField: 'from' | 'to'): ProgramRule {
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

  private peer(value: unknown, place: FieldPath): ProgramPeer {
    const text = contentKey(value);
    let peer = this.peersByText.get(text);
    if (!peer) {
      this.place = place;
      peer = this.readPeer(mapOf(value) as NetworkPolicyPeerSpec);
      this.peersByText.set(text, peer);
    }
    return peer;
  }

  private readPeer({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeerSpec): ProgramPeer {
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

const RULES: ReadonlySet<string> = new Set(['ingress', 'egress']);

function holdsNullBesideRules(spec: unknown): boolean {
  if (typeof spec !== 'object' || spec === null) return false;
  for (const key in spec) {
    if (!RULES.has(key) && holdsNull((spec as Record<string, unknown>)[key])) return true;
  }
  return false;
}

/** Whether a null stands somewhere, which the API server decodes by the type that belongs there. */
function holdsNull(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  if (value === null) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (holdsNull(item)) return true;
    return false;
  }
  for (const key in value) if (holdsNull((value as Record<string, unknown>)[key])) return true;
  return false;
}
