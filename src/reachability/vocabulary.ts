import { CompiledPolicy, CompiledRule } from './compiled-policy';
import { namedPortKey } from './rule-ports';
import { Selector } from './selector-table';
import { AddressRange } from '../model/address-set';

/** Everything that policies can tell apart: whatever no policy mentions makes no difference between two pods. */
export class Vocabulary {
  public readonly podKeys = new Set<string>();
  public readonly namespaceKeys = new Set<string>();
  /** Values that some selector compares a pod label with, by key. */
  public readonly podValues = new Map<string, Set<string>>();
  public readonly portNames = new Set<string>();
  /** The blocks of all rules, by the key of the peer. */
  public readonly blocks = new Map<string, readonly AddressRange[]>();

  private readonly seen = new Set<unknown>();

  public static of(policies: Iterable<CompiledPolicy>): Vocabulary {
    const vocabulary = new Vocabulary();
    for (const policy of policies) vocabulary.add(policy);
    return vocabulary;
  }

  public add({ subject, rules }: CompiledPolicy): void {
    this.addPodSelector(subject);
    for (const rule of rules.Ingress ?? []) this.addRule(rule);
    for (const rule of rules.Egress ?? []) this.addRule(rule);
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
        for (const { key } of peer.namespaces?.requirements ?? []) this.namespaceKeys.add(key);
      }
    }
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
