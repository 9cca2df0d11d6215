import { CompiledPolicy, CompiledRule } from './compiled-policy';
import { namedPortKey } from './rule-ports';
import { TieredPolicy } from './tiered-policy';
import { AddressRange } from '../../model/address-set';
import { Selector } from '../sets/selector-table';

/** Everything that policies can tell apart: whatever no policy mentions makes no difference between two pods. */
export class Vocabulary {
  public readonly podKeys = new Set<string>();
  public readonly namespaceKeys = new Set<string>();
  /** Values that some selector compares a pod label with, by key. */
  public readonly podValues = new Map<string, Set<string>>();
  public readonly portNames = new Set<string>();
  /** The blocks of all rules, by the key of the peer. */
  public readonly blocks = new Map<string, readonly AddressRange[]>();

  /** Whether a rule of the Admin or the Baseline tier has a block, which then matches the addresses of pods too. */
  public blocksMatchPods = false;

  private readonly seen = new Set<unknown>();

  public static of(policies: Iterable<CompiledPolicy>, tiered: Iterable<TieredPolicy> = []): Vocabulary {
    const vocabulary = new Vocabulary();
    for (const policy of policies) vocabulary.add(policy);
    for (const policy of tiered) vocabulary.addTiered(policy);
    return vocabulary;
  }

  public add({ subject, rules }: CompiledPolicy): void {
    this.addPodSelector(subject);
    this.addRules(rules.Ingress);
    this.addRules(rules.Egress);
  }

  private addTiered({ subject, rules }: TieredPolicy): void {
    this.addNamespaceSelector(subject.namespaces);
    this.addPodSelector(subject.pods);
    for (const rule of [...rules.Ingress, ...rules.Egress]) {
      this.addRule(rule);
      this.blocksMatchPods ||= rule.peers.some(({ kind }) => kind === 'block');
    }
  }

  /** Whether a policy mentions nothing new. */
  public covers(policy: CompiledPolicy): boolean {
    const own = Vocabulary.of([policy]);
    return (
      [...own.podKeys].every((key) => this.podKeys.has(key)) &&
      [...own.namespaceKeys].every((key) => this.namespaceKeys.has(key)) &&
      [...own.podValues].every(([key, values]) => [...values].every((value) => this.podValues.get(key)?.has(value))) &&
      [...own.portNames].every((name) => this.portNames.has(name)) &&
      [...own.blocks.keys()].every((key) => this.blocks.has(key))
    );
  }

  private addRules(rules: readonly CompiledRule[] | undefined): void {
    // Policies share the rules that they repeat.
    if (!rules || rules.length === 0 || this.seen.has(rules)) return;
    this.seen.add(rules);
    for (const rule of rules) this.addRule(rule);
  }

  private addRule({ peers, ports }: CompiledRule): void {
    for (const name of ports.names) this.portNames.add(namedPortKey(name));
    for (const peer of peers ?? []) {
      // Peers are shared between rules that say the same.
      if (this.seen.has(peer)) continue;
      this.seen.add(peer);
      if (peer.kind === 'block') {
        this.blocks.set(peer.key, peer.addresses.ranges);
      } else {
        this.addPodSelector(peer.pods);
        if (peer.namespaces) this.addNamespaceSelector(peer.namespaces);
      }
    }
  }

  private addNamespaceSelector({ requirements }: Selector): void {
    for (const { key } of requirements) this.namespaceKeys.add(key);
  }

  private addPodSelector(selector: Selector): void {
    if (this.seen.has(selector)) return;
    this.seen.add(selector);
    for (const { key, values } of selector.requirements) {
      this.podKeys.add(key);
      const known = this.podValues.get(key) ?? new Set();
      for (const value of values) known.add(value);
      this.podValues.set(key, known);
    }
  }
}
