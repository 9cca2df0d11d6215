import { CALICO_STORAGE_VERSION, CalicoEntity, CalicoHttp, CalicoPolicySpec, CalicoRule, typesOf } from './calico-api';
import { CalicoObjects } from './calico-objects';
import { rulePortsOf } from './calico-ports';
import { EntityReader } from './read-entity';
import { SelectorReader } from './read-selectors';
import { servicePartsOf } from './read-services';
import { judgeCalicoPolicy } from './validate-policy';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { InvalidInput } from '../../model/invalid-input';
import { ManifestDocument } from '../../model/manifest-document';
import { PolicyType } from '../../model/network-policy';
import {
  Among,
  PolicyPlace,
  ProgramPeer,
  ProgramPolicy,
  ProgramRule,
  RuleAction,
  TierDefinition,
  Undecided,
} from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { PortlessSet } from '../../model/portless-set';
import { Protocol } from '../../model/protocol';
import { Refusal } from '../../model/refusal';
import { EVERY_PORT, RulePorts } from '../../model/rule-ports';
import { Selector } from '../../model/selector-table';
import { PolicyReader, ReadPolicy, ReadingContext } from '../policy-kind';

const ACTIONS: Readonly<Record<string, RuleAction>> = {
  Allow: RuleAction.ALLOW,
  Deny: RuleAction.DENY,
  Pass: RuleAction.PASS,
};

/** Reads NetworkPolicies and GlobalNetworkPolicies of Calico, in the light of the sets, tiers and accounts around them. */
export class CalicoPolicyReader implements PolicyReader {
  private readonly objects: CalicoObjects;
  private readonly selectors: SelectorReader;
  private readonly entities: EntityReader;
  /** Rules that say the same are one: large clusters repeat them in every namespace. */
  private readonly rulesByText = new Map<string, readonly ProgramRule[]>();

  public constructor(
    private readonly context: ReadingContext,
    private readonly isGlobal: boolean,
  ) {
    this.objects = new CalicoObjects(context.cluster);
    this.selectors = new SelectorReader(context.selectors, this.objects);
    this.entities = new EntityReader(this.selectors, this.objects);
  }

  public read(document: ManifestDocument): ReadPolicy {
    const { object } = document;
    const { problems, decoded } = judgeCalicoPolicy(object);
    // A field that is not known is dropped when the object is stored, and the rest counts.
    const wrong = problems.find(({ severity, type }) => severity === 'error' && type !== 'UnknownField');
    if (wrong) {
      const refusal = object.apiVersion === CALICO_STORAGE_VERSION ? Refusal.BY_AGENT : Refusal.BY_API_SERVER;
      return { problem: new InvalidInput(wrong.message, wrong.fix), field: wrong.path, refusal };
    }
    const spec = ((decoded as { spec?: CalicoPolicySpec } | undefined)?.spec ?? {}) as CalicoPolicySpec;
    return { policy: this.policyOf(document, spec) };
  }

  private policyOf(document: ManifestDocument, spec: CalicoPolicySpec): ProgramPolicy {
    const namespace = this.isGlobal ? '' : namespaceOf(document);
    const tier = this.objects.tier(spec.tier || 'default');
    const { place, rulesOf } = tier
      ? {
          place: placeOf(document, namespace, tier, spec.order),
          rulesOf: (rules: readonly CalicoRule[] | undefined, direction: PolicyType) =>
            this.rules(rules ?? [], direction, namespace),
        }
      : { place: unplaced(spec.tier!), rulesOf: () => mayDoAnything(spec.tier!) };
    // What only filters the traffic of hosts before connections are tracked says nothing about pods.
    const types = spec.doNotTrack || spec.preDNAT ? [] : typesOf(spec);
    return {
      place,
      namespace,
      name: nameOf(document),
      ...this.subjectOf(spec),
      rules: {
        [PolicyType.INGRESS]: types.includes('Ingress') ? rulesOf(spec.ingress, PolicyType.INGRESS) : undefined,
        [PolicyType.EGRESS]: types.includes('Egress') ? rulesOf(spec.egress, PolicyType.EGRESS) : undefined,
      },
      isolates: tier !== undefined,
      document,
    };
  }

  private subjectOf({ selector, serviceAccountSelector, namespaceSelector }: CalicoPolicySpec): {
    subject: Selector;
    subjectNamespaces?: Selector;
  } {
    const of = [this.selectors.pods(selector)];
    if (serviceAccountSelector) of.push(this.selectors.accounts(serviceAccountSelector));
    const subject = this.selectors.selectorOf({ op: 'and', of });
    return this.isGlobal
      ? { subject, subjectNamespaces: this.selectors.namespaceSelector(namespaceSelector) }
      : { subject };
  }

  private rules(written: readonly CalicoRule[], direction: PolicyType, namespace: string): readonly ProgramRule[] {
    // What a rule means hangs on the namespace of its policy by the sets of addresses there.
    const key = JSON.stringify([direction, namespace, written]);
    let rules = this.rulesByText.get(key);
    if (!rules) {
      rules = written.flatMap((rule, index) => this.rule(rule, index, direction, namespace));
      this.rulesByText.set(key, rules);
    }
    return rules;
  }

  /** Rules of a program that together say what one rule says; none for one that only writes a log. */
  private rule(rule: CalicoRule, index: number, direction: PolicyType, namespace: string): ProgramRule[] {
    const action = ACTIONS[rule.action];
    if (!action) return [];
    const { source = {}, destination = {} } = rule;
    const isIngress = direction === PolicyType.INGRESS;
    const [subject, peer] = isIngress ? [destination, source] : [source, destination];
    const own = rulePortsOf(rule);
    return this.partsOf(peer, isIngress, namespace, own).map(({ all, ports }) => {
      const more = rule.http ? [...all, [httpOnly(rule.http)]] : all;
      const peers = this.entities.peerOf(peer, namespace, rule, more);
      const about = this.entities.peerOf(subject, namespace, {});
      return {
        action,
        index,
        peers: peers && [peers],
        ports: rule.http ? onTcp(ports) : ports,
        ...(about && { subject: about }),
      };
    });
  }

  /** Whom else an entity asks for by Services; towards a destination, the ports of each are its own. */
  private partsOf(
    entity: CalicoEntity,
    isSource: boolean,
    namespace: string,
    own: RulePorts,
  ): { all: readonly (readonly ProgramPeer[])[]; ports: RulePorts }[] {
    if (!entity.services) return [{ all: [], ports: own }];
    const parts = servicePartsOf(entity, namespace, this.objects, this.context.selectors);
    if (isSource) return [{ all: [parts.map(({ peer }) => peer)], ports: own }];
    return parts.map(({ peer, ports }) => ({
      all: [[peer]],
      ports: { ...ports, numbers: ports.numbers.intersect(own.numbers), sourcePorts: own.sourcePorts },
    }));
  }
}

function onTcp(ports: RulePorts): RulePorts {
  const numbers = ports.numbers.intersect(PortSet.allOf(Protocol.TCP));
  return { ...ports, numbers, portless: PortlessSet.EMPTY };
}

/** Of one order, policies are compared by their names, namespaces and kinds. */
function placeOf(
  { object }: ManifestDocument,
  namespace: string,
  tier: TierDefinition,
  order: number | undefined,
): PolicyPlace {
  const tiebreak = `${object.metadata?.name ?? ''}/${namespace}/${object.kind}`;
  return { tier, order: order ?? Infinity, tiebreak, among: Among.TIE };
}

/** A policy of a tier that nobody knows may come before everything. */
function unplaced(tier: string): PolicyPlace {
  const definition: TierDefinition = { name: `${tier} (unknown)`, rank: -Infinity, undecided: Undecided.PASS };
  return { tier: definition, order: 0, among: Among.TIE };
}

function mayDoAnything(tier: string): readonly ProgramRule[] {
  const peers = [{ kind: 'unknown', subjectTo: `the order of the tier ${tier}, which is not in the input` } as const];
  return [RuleAction.DENY, RuleAction.ALLOW].map((action) => ({ action, peers, ports: EVERY_PORT, index: 0 }));
}

function httpOnly({ methods = [], paths = [] }: CalicoHttp): ProgramPeer {
  const asked = [...methods, ...paths.map(({ exact, prefix }) => exact ?? `${prefix ?? ''}*`)].join(', ');
  return { kind: 'unknown', subjectTo: `HTTP requests${asked === '' ? '' : `: ${asked}`}` };
}
