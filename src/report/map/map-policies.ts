import { MapPolicy, MapRule } from './map-data';
import { MapNames } from './map-names';
import { PortColumns } from './port-columns';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy, ProgramRule } from '../../model/policy-program';
import { namedPortKey } from '../../model/rule-ports';
import { Analysis } from '../../reachability/relation/analysis';
import { IntervalSet, unionOf } from '../../reachability/sets/interval-set';
import { fieldAt, policyPlace, ruleField } from '../wording/policy-place';

/** The policies of an analysis with what each of their rules is about, so that a page can say which ones decide. */
export function mapPolicies(analysis: Analysis, ports: PortColumns, names: MapNames): MapPolicy[] {
  const { universe, side, policies, otherPolicies } = analysis;
  const policyOf = (policy: ProgramPolicy, subjects: IntervalSet, complete: boolean): MapPolicy => {
    const { file, construct, line } = policyPlace(policy);
    const origin = file ?? construct;
    const place = origin === undefined ? '' : `${origin}${line === undefined ? '' : `:${line}`}`;
    return {
      name: [policy.namespace, policy.name].flatMap((part) => (part === '' ? [] : names.of(part))).join('/'),
      kind: String(policy.document.object.kind),
      place: names.text(place),
      subjects,
      ...rulesOf(policy, PolicyType.INGRESS, 'ingress', complete),
      ...rulesOf(policy, PolicyType.EGRESS, 'egress', complete),
      complete,
    };
  };
  const rulesOf = (policy: ProgramPolicy, direction: PolicyType, key: string, complete: boolean) => {
    const rules = policy.rules[direction];
    if (!rules) return {};
    return { [key]: complete ? rules.map((rule, index) => ruleOf(policy, direction, rule, index)) : [] };
  };
  const ruleOf = (policy: ProgramPolicy, direction: PolicyType, { peers, ports: own }: ProgramRule, index: number) => {
    const targets = peers?.map((peer) => {
      switch (peer.kind) {
        case 'pods':
          return universe.podsTarget(peer, policy.namespace, side);
        case 'block':
          return universe.blockTarget(peer, peer.matchesPods ?? universe.options.ipBlockMatchesPods === 'known-ips');
        default:
          // NetworkPolicies have no other peers, and rules of other kinds are not shown.
          return universe.noTarget;
      }
    });
    const rule: MapRule = {
      where: fieldAt(policy, ruleField(direction, index)),
      ports: ports.numberOf(own.numbers),
      ...(own.names.length > 0 ? { names: own.names.map(namedPortKey) } : {}),
      ...(targets ? { pods: unionOf(targets.map(({ pods }) => pods)) } : {}),
      ...(targets ? { addresses: unionOf(targets.map(({ atoms }) => atoms)) } : {}),
    };
    return rule;
  };
  return [
    ...policies.map((policy) => policyOf(policy, universe.subjectsOf(policy, side), true)),
    ...otherPolicies.map((policy) => policyOf(policy, universe.subjectsOnPodNetwork(policy, side), false)),
  ];
}
