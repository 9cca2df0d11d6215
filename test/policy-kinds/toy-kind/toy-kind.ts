import { AddressSet } from '../../../src/model/address-set';
import { Cidr } from '../../../src/model/cidr';
import { InvalidInput } from '../../../src/model/invalid-input';
import { ManifestDocument } from '../../../src/model/manifest-document';
import { LabelSelectorSpec, NetworkPolicyPortSpec } from '../../../src/model/network-policy';
import { Among, ProgramPeer, ProgramRule, RuleAction, Undecided } from '../../../src/model/policy-program';
import { rulePortsOf } from '../../../src/policy-kinds/networking/read-ports';
import { PolicyKind, ReadPolicy, ReadingContext } from '../../../src/policy-kinds/policy-kind';
import { POLICY_KINDS } from '../../../src/policy-kinds/policy-kinds';
import { ApiProblems } from '../../../src/validation/api-problem';
import { decode } from '../../../src/validation/decoding';
import { ANYTHING, LABEL_SELECTOR, METADATA, STRING, list, struct } from '../../../src/validation/object-schema';
import { TIER_POLICY, TierPeer, TierPolicy, TierRule } from '../../naive/tier-policies';

/** A kind of policy that is added the way CONTRIBUTING says, with nothing but the contract of policy kinds. */
export const TOY_KIND: PolicyKind = {
  ...TIER_POLICY,
  namespaced: false,
  judge(object) {
    const problems = new ApiProblems();
    return { decoded: decode(object, SCHEMA, [], problems), problems: problems.list };
  },
  reader: (context) => ({ read: (document) => readPolicy(document, context) }),
};

/** The table of kinds with one more line. */
export const KINDS_WITH_TOY: readonly PolicyKind[] = [...POLICY_KINDS, TOY_KIND];

const SCHEMA = struct('TierPolicy', {
  apiVersion: STRING,
  kind: STRING,
  metadata: METADATA,
  spec: struct('spec', {
    tier: ANYTHING,
    order: { kind: 'int32' },
    among: STRING,
    isolates: { kind: 'boolean' },
    subject: struct('subject', { namespaces: LABEL_SELECTOR, pods: LABEL_SELECTOR }),
    namespace: STRING,
    ingress: list(ANYTHING),
    egress: list(ANYTHING),
  }),
});

const ACTIONS = { allow: RuleAction.ALLOW, deny: RuleAction.DENY, pass: RuleAction.PASS };
const UNDECIDED = { allow: Undecided.ALLOW, deny: Undecided.DENY, pass: Undecided.PASS };

function readPolicy(document: ManifestDocument, { selectors }: ReadingContext): ReadPolicy {
  const { metadata, spec } = document.object as unknown as TierPolicy;
  const problem = (what: string) => ({ problem: new InvalidInput(what, 'Write it.'), field: ['spec'] });
  if (!spec?.tier) return problem('The policy names no tier.');
  const intern = (selector: unknown) => selectors.intern(selector as LabelSelectorSpec);
  const peerOf = (peer: TierPeer): ProgramPeer => {
    if ('names' in peer) return { kind: 'unknown', subjectTo: `names ${peer.names}` };
    if ('networks' in peer) {
      const addresses = AddressSet.of(...peer.networks.map((cidr) => Cidr.of(cidr)));
      return { kind: 'block', addresses, key: `toy ${peer.networks.join()}`, matchesPods: peer.matchesPods };
    }
    return { kind: 'pods', namespaces: peer.namespaces && intern(peer.namespaces), pods: intern(peer.pods) };
  };
  const rulesOf = (rules: TierRule[] | undefined) =>
    rules?.map(({ action, peers, ports, only }): ProgramRule => ({
      action: ACTIONS[action],
      peers: peers?.map(peerOf),
      ports: rulePortsOf(ports as NetworkPolicyPortSpec[] | undefined),
      subject: only && { kind: 'pods', namespaces: intern(only.namespaces), pods: intern(only.pods) },
    }));
  return {
    policy: {
      place: {
        tier: { ...spec.tier, undecided: UNDECIDED[spec.tier.undecided] },
        order: spec.order,
        among: spec.among === 'tie' ? Among.TIE : Among.UNION,
      },
      namespace: spec.namespace ?? '',
      name: metadata.name,
      subject: intern(spec.subject.pods),
      subjectNamespaces: spec.subject.namespaces && intern(spec.subject.namespaces),
      rules: { Ingress: rulesOf(spec.ingress), Egress: rulesOf(spec.egress) },
      isolates: spec.isolates,
      document,
    },
  };
}
