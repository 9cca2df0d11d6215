import {
  CiliumEntrySpec,
  CiliumRuleSpec,
  IcmpFieldSpec,
  PortRuleSpec,
  Section,
  isDeny,
  isIngress,
} from './cilium-spec';
import { selectionOf } from './endpoint-selector';
import { icmpTypeOf } from './icmp-types';
import { filterOf } from './layer-seven';
import { PeerReader } from './read-peers';
import { rulePortsOf } from './read-ports';
import { judgeCiliumPolicy } from './validate-policy';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { contentKey } from '../../model/content-key';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { InvalidInput } from '../../model/invalid-input';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { LabelSelectorRequirement, LabelSelectorSpec, SelectorOperator } from '../../model/network-policy';
import { ProgramPolicy, ProgramRule, RuleAction } from '../../model/policy-program';
import { PortlessSet } from '../../model/portless-set';
import { EVERY_PORT, NO_RULE_PORTS, RulePorts } from '../../model/rule-ports';
import { SelectorTable } from '../../model/selector-table';
import { NETWORK_POLICY_PLACE } from '../networking/read-policy';
import { PolicyReader, ReadPolicy, ReadingContext } from '../policy-kind';

/** A key that no pod has, to say that nothing is selected. */
const NO_POD: LabelSelectorRequirement = { key: '\u0000nothing', operator: SelectorOperator.EXISTS };

/**
 * Reads the policies of Cilium. They stand in one place with NetworkPolicies: what any of them denies is denied, else
 * what any of them allows is allowed, and any of them may turn on that the rest is denied.
 */
export class CiliumPolicyReader implements PolicyReader {
  private readonly selectors: SelectorTable;
  private readonly peers: PeerReader;
  private readonly rulesByText = new Map<string, readonly ProgramRule[]>();

  /** @param namespaced for CiliumNetworkPolicy; the other kind is about the whole cluster */
  public constructor(
    { selectors, cluster }: ReadingContext,
    private readonly namespaced: boolean,
  ) {
    this.selectors = selectors;
    this.peers = new PeerReader(selectors, cluster);
  }

  public read(document: ManifestDocument): ReadPolicy {
    const { problems, decoded } = judgeCiliumPolicy(document.object, this.namespaced);
    // What the API server prunes does not keep it from storing the rest.
    const wrong = problems.find(({ severity, type }) => severity === 'error' && type !== 'UnknownField');
    if (wrong) {
      const { message, fix, path, refusal } = wrong;
      return { problem: new InvalidInput(message, fix), field: path, refusal };
    }
    const { spec, specs = [] } = (decoded ?? {}) as {
      readonly spec?: CiliumRuleSpec;
      readonly specs?: readonly CiliumRuleSpec[];
    };
    const written: [CiliumRuleSpec, FieldPath][] = specs.map((one, index) => [one, ['specs', index]]);
    if (spec) written.unshift([spec, ['spec']]);
    return { policies: written.flatMap(([rule, path]) => this.policiesOf(document, rule, path)) };
  }

  /** A rule is a policy for each direction that differs in what becomes of the rest. */
  private policiesOf(document: ManifestDocument, rule: CiliumRuleSpec, path: FieldPath): ProgramPolicy[] {
    // Policies about nodes say nothing about pods.
    if (!rule.endpointSelector) return [];
    const ingress = this.rulesOf(rule, 'ingress', path);
    const egress = this.rulesOf(rule, 'egress', path);
    const { ingress: deniesIngress = true, egress: deniesEgress = true } = rule.enableDefaultDeny ?? {};
    const namespace = this.namespaced ? namespaceOf(document) : '';
    const common = {
      place: NETWORK_POLICY_PLACE,
      namespace,
      name: nameOf(document),
      ...this.subjectOf(rule.endpointSelector, namespace),
      document,
    };
    if (!ingress && !egress) return [];
    if (ingress && egress && deniesIngress !== deniesEgress) {
      return [
        { ...common, isolates: deniesIngress, rules: { Ingress: ingress, Egress: undefined } },
        { ...common, isolates: deniesEgress, rules: { Ingress: undefined, Egress: egress } },
      ];
    }
    const isolates = ingress ? deniesIngress : deniesEgress;
    return [{ ...common, isolates, rules: { Ingress: ingress, Egress: egress } }];
  }

  private subjectOf(
    selector: LabelSelectorSpec,
    namespace: string,
  ): Pick<ProgramPolicy, 'subject' | 'subjectNamespaces'> {
    const { pods, namespaces, namesNamespaces, required } = selectionOf(
      selector,
      this.namespaced ? namespace : undefined,
    );
    const subject = this.selectors.intern(
      required.length > 0 ? { matchExpressions: [...(pods.matchExpressions ?? []), NO_POD] } : pods,
    );
    if (!this.namespaced) return { subject, subjectNamespaces: this.selectors.intern(namespaces) };
    if (!namesNamespaces) return { subject };
    const own = { key: NAMESPACE_NAME_LABEL, operator: SelectorOperator.IN, values: [namespace] };
    return {
      subject,
      subjectNamespaces: this.selectors.intern({ matchExpressions: [...(namespaces.matchExpressions ?? []), own] }),
    };
  }

  /** The rules of one direction; undefined where there are none, which leaves the direction alone. */
  private rulesOf(
    rule: CiliumRuleSpec,
    direction: 'ingress' | 'egress',
    path: FieldPath,
  ): readonly ProgramRule[] | undefined {
    const sections: Section[] = [direction, `${direction}Deny`];
    if (sections.every((section) => (rule[section]?.length ?? 0) === 0)) return undefined;
    const text = contentKey([path, ...sections.map((section) => [section, rule[section] ?? []])]);
    let rules = this.rulesByText.get(text);
    if (!rules) {
      rules = sections.flatMap((section) =>
        (rule[section] ?? []).flatMap((entry, index) => this.entryRules(entry, section, [...path, section, index])),
      );
      this.rulesByText.set(text, rules);
    }
    return rules;
  }

  private entryRules(entry: CiliumEntrySpec, section: Section, field: FieldPath): ProgramRule[] {
    const found = this.peers.peersOf(entry, isIngress(section), this.namespaced);
    const peers = found === 'anyone' ? undefined : found;
    const mode = entry.authentication?.mode;
    const rule = {
      action: isDeny(section) ? RuleAction.DENY : RuleAction.ALLOW,
      peers,
      field,
      ...(mode === 'required' ? { remarks: ['authentication required'] } : {}),
    };
    const failing = mode === 'test-always-fail' ? 'an authentication that always fails' : undefined;
    return portsOf(entry).map(({ ports, subjectTo = failing }) => ({
      ...rule,
      ports,
      ...(subjectTo === undefined ? {} : { subjectTo }),
    }));
  }
}

interface FilteredPorts {
  readonly ports: RulePorts;
  readonly subjectTo?: string;
}

/** The ports of an entry: in one piece where nothing is filtered, else for each part of `toPorts`. */
function portsOf({ toPorts = [], icmps = [] }: CiliumEntrySpec): FilteredPorts[] {
  if (icmps.length > 0) {
    const fields = icmps.flatMap((entry) => entry.fields ?? []);
    const portless = fields.reduce((all, field) => all.union(messagesOf(field)), PortlessSet.EMPTY);
    return [{ ports: { ...NO_RULE_PORTS, portless } }];
  }
  if (toPorts.length === 0) return [{ ports: EVERY_PORT }];
  const open: PortRuleSpec[] = [];
  const filtered: FilteredPorts[] = [];
  for (const entry of toPorts) {
    const subjectTo = filterOf(entry);
    if (subjectTo === undefined) open.push(entry);
    else filtered.push({ ports: rulePortsOf([entry]), subjectTo });
  }
  return open.length > 0 ? [{ ports: rulePortsOf(open) }, ...filtered] : filtered;
}

function messagesOf({ family = 'IPv4', type }: IcmpFieldSpec): PortlessSet {
  const version = family === 'IPv6' ? 6 : 4;
  const number = type === undefined ? undefined : icmpTypeOf(type, version);
  return number === undefined ? PortlessSet.EMPTY : PortlessSet.icmp(version, number);
}
