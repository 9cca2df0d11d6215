import { AddressRange } from '../../model/address-set';
import { forEachLabelTest } from '../../model/label-expression';
import { ProgramPeer, ProgramPolicy, ProgramRule } from '../../model/policy-program';
import { namedPortKey } from '../../model/rule-ports';
import { Selector } from '../../model/selector-table';

/** Everything that policies can tell apart: whatever no policy mentions makes no difference between two pods. */
export class Vocabulary {
  public readonly podKeys = new Set<string>();
  public readonly namespaceKeys = new Set<string>();
  /** The labels of pods of which some selector tests a part of the value. */
  public readonly podTexts = new Set<string>();
  /** Values that some selector compares a pod label with, by key. */
  public readonly podValues = new Map<string, Set<string>>();
  public readonly portNames = new Set<string>();
  /** The blocks of all rules, by the key of the peer. */
  public readonly blocks = new Map<string, readonly AddressRange[]>();

  /** Whether some block matches the addresses of pods whatever the network plugin does. */
  public blocksMatchPods = false;

  private readonly seen = new Set<unknown>();

  public static of(policies: Iterable<ProgramPolicy>): Vocabulary {
    const vocabulary = new Vocabulary();
    for (const policy of policies) vocabulary.add(policy);
    return vocabulary;
  }

  public add({ subject, subjectNamespaces, rules }: ProgramPolicy): void {
    this.addPodSelector(subject);
    if (subjectNamespaces) this.addNamespaceSelector(subjectNamespaces);
    this.addRules(rules.Ingress);
    this.addRules(rules.Egress);
  }

  /** Whether a policy mentions nothing new. */
  public covers(policy: ProgramPolicy): boolean {
    const own = Vocabulary.of([policy]);
    return (
      [...own.podKeys].every((key) => this.podKeys.has(key)) &&
      [...own.podTexts].every((key) => this.podTexts.has(key)) &&
      [...own.namespaceKeys].every((key) => this.namespaceKeys.has(key)) &&
      [...own.podValues].every(([key, values]) => [...values].every((value) => this.podValues.get(key)?.has(value))) &&
      [...own.portNames].every((name) => this.portNames.has(name)) &&
      [...own.blocks.keys()].every((key) => this.blocks.has(key))
    );
  }

  private addRules(rules: readonly ProgramRule[] | undefined): void {
    // Policies share the rules that they repeat.
    if (!rules || rules.length === 0 || this.seen.has(rules)) return;
    this.seen.add(rules);
    for (const rule of rules) this.addRule(rule);
  }

  private addRule({ peers, ports, subject }: ProgramRule): void {
    if (subject) this.addPeer(subject);
    for (const { names, exceptNames = [] } of ports.sourcePorts ? [ports, ports.sourcePorts] : [ports]) {
      for (const name of names) this.portNames.add(namedPortKey(name));
      for (const name of exceptNames) this.portNames.add(namedPortKey(name));
    }
    for (const peer of peers ?? []) this.addPeer(peer);
  }

  private addPeer(peer: ProgramPeer): void {
    // Peers are shared between rules that say the same.
    if (this.seen.has(peer)) return;
    this.seen.add(peer);
    if (peer.kind === 'block') {
      this.blocks.set(peer.key, peer.addresses.ranges);
      this.blocksMatchPods ||= peer.matchesPods === true;
    } else if (peer.kind === 'unknown') {
      if (peer.within) this.addPeer(peer.within);
    } else if (peer.kind === 'pods') {
      this.addPodSelector(peer.pods);
      if (peer.namespaces) this.addNamespaceSelector(peer.namespaces);
    } else if (peer.kind === 'compound') {
      for (const one of [...peer.all.flat(), ...peer.except]) this.addPeer(one);
    }
  }

  private addNamespaceSelector({ requirements }: Selector): void {
    for (const condition of requirements) {
      if ('expression' in condition) forEachLabelTest(condition.expression, ({ key }) => this.namespaceKeys.add(key));
      else this.namespaceKeys.add(condition.key);
    }
  }

  private addPodSelector(selector: Selector): void {
    if (this.seen.has(selector)) return;
    this.seen.add(selector);
    for (const condition of selector.requirements) {
      if (!('expression' in condition)) {
        this.addPodValues(condition.key, condition.values);
        continue;
      }
      forEachLabelTest(condition.expression, (test) => {
        this.addPodValues(test.key, test.op === 'in' ? test.values : []);
        if ('text' in test) this.podTexts.add(test.key);
      });
    }
  }

  private addPodValues(key: string, values: readonly string[]): void {
    this.podKeys.add(key);
    const known = this.podValues.get(key) ?? new Set();
    for (const value of values) known.add(value);
    this.podValues.set(key, known);
  }
}
