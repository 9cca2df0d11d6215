import { ImportedPolicy, ImportedRule, allowsEverything } from './imported-policy';
import { declareSelected } from './name-pods';
import { PeerExpressions } from './peer-expressions';
import { slug } from '../../constructs/registry/slug';
import { GovernanceAnnotation } from '../../model/governance';
import { InvalidInput } from '../../model/invalid-input';
import { PolicyType } from '../../model/network-policy';
import { Port } from '../../model/port';
import { NamespaceFile } from '../program/namespace-file';
import { PodsOfCluster } from '../program/pods-of-cluster';
import {
  cidrExpression,
  construct,
  directionExpression,
  portExpression,
  specExpression,
} from '../program/value-expressions';
import { ClassName, Expression, isEmptyRecord, list, literal, property, record, texts } from '../source/expression';

/** A construct that may mean what a policy means. Whether it does is for the engine to say. */
export interface Candidate {
  readonly className: ClassName;
  readonly expression: Expression;
}

interface Context {
  readonly policy: ImportedPolicy;
  readonly file: NamespaceFile;
  readonly id: string;
  readonly peers: PeerExpressions;
  /** The pods it selects; undefined where it is every pod of the namespace. */
  readonly subject: Expression | undefined;
  readonly shared: SharedOptions;
  /** The same for constructs that are called after their id. */
  readonly named: SharedOptions;
}

interface SharedOptions {
  readonly [option: string]: Expression | undefined;
}

/** The constructs that could stand for a policy, what says most first. They are made when they are asked for. */
export function* candidatesFor(
  policy: ImportedPolicy,
  file: NamespaceFile,
  id: string,
  peers: PeerExpressions,
  pods: PodsOfCluster,
): Generator<Candidate> {
  const shared = sharedOptions(policy);
  // These two are called after their id.
  const named = id === policy.name && slug(id) === id ? sharedOptions(policy, false) : shared;
  const selector = policy.spec.podSelector ?? {};
  const isEveryPod = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
  let subject: Expression | undefined;
  try {
    subject = isEveryPod ? undefined : declareSelected(file, selector, pods, policy.name).reference;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
  }
  const context: Context = { policy, file, id, peers, subject, shared, named };
  for (const recognise of RECOGNISERS) {
    try {
      yield* recognise(context);
    } catch (error) {
      // A value that no class of the library takes; what is written out takes everything.
      if (!(error instanceof InvalidInput)) throw error;
    }
  }
}

type Recogniser = (context: Context) => Generator<Candidate>;

const RECOGNISERS: readonly Recogniser[] = [
  isolations,
  opens,
  amongThemselves,
  sharedServices,
  outsideAddresses,
  workloadPolicies,
  rawPolicies,
];

function* isolations({ policy: { rules }, ...context }: Context): Generator<Candidate> {
  if (Object.values(rules).some((each) => each.length > 0)) return;
  yield candidate('DefaultDeny', context, { directions: directionsOf(rules), workload: context.subject });
}

function* opens({ policy: { rules }, ...context }: Context): Generator<Candidate> {
  if (Object.values(rules).some((each) => each.length !== 1 || !allowsEverything(each[0]!))) return;
  yield candidate('AllowAll', context, { directions: directionsOf(rules), workload: context.subject });
}

function* amongThemselves({ policy: { rules }, ...context }: Context): Generator<Candidate> {
  const [one, other, ...more] = Object.values(rules);
  if (!one || !other || more.length > 0 || context.subject || one.length !== 1 || other.length !== 1) return;
  yield candidate('AllowSameNamespace', context, { ports: portsOf(one[0]!) });
}

/** Everything but the workload comes from the platform, so that nothing has to be looked at here. */
function* sharedServices({ policy: { rules }, ...context }: Context): Generator<Candidate> {
  const { subject } = context;
  const [direction, ...others] = Object.keys(rules);
  if (others.length > 0) return;
  if (direction === PolicyType.EGRESS) {
    yield candidate('AllowDns', context, { from: subject });
    yield candidate('AllowKubeApi', context, { from: subject });
    return;
  }
  const [rule, ...more] = rules[PolicyType.INGRESS] ?? [];
  if (!rule?.ports || more.length > 0) return;
  const to = subject ?? property(context.file.stack, 'allPods');
  yield candidate('AllowIngressController', context, { to, ports: portsOf(rule) });
  const [port, ...ports] = rule.ports;
  if (ports.length > 0) return;
  yield candidate('AllowScrape', context, { to, port: literal(Port.fromManifest(port!).toString()) });
}

function* outsideAddresses({ policy: { rules }, ...context }: Context): Generator<Candidate> {
  const [rule, ...more] = rules[PolicyType.EGRESS] ?? [];
  if (!rule?.peers || !rule.ports || more.length > 0 || rules[PolicyType.INGRESS]) return;
  const blocks = rule.peers.flatMap(({ ipBlock }) => ipBlock ?? []);
  if (blocks.length !== rule.peers.length) return;
  const ports = portsOf(rule);
  yield candidate('ExternalHttpsEgress', context, { from: context.subject, ports: isHttps(rule) ? undefined : ports });
  const except = blocks.flatMap(({ except: holes = [] }) => holes.map(cidrExpression));
  yield candidate('ExternalEgress', context, {
    from: context.subject,
    to: list(blocks.map(({ cidr }) => cidrExpression(cidr))),
    except: except.length > 0 ? list(except) : undefined,
    ports,
  });
}

function* workloadPolicies({ policy: { rules }, ...context }: Context): Generator<Candidate> {
  const { peers, file } = context;
  const written = (direction: PolicyType) => {
    const own = rules[direction];
    return (
      own &&
      list(
        own.map((rule) =>
          record({
            peers: rule.peers && list(rule.peers.map((peer) => peers.of(peer, file))),
            ports: portsOf(rule),
          }),
        ),
      )
    );
  };
  yield candidate(
    'WorkloadPolicy',
    { ...context, shared: context.named },
    {
      workload: context.subject,
      ingress: written(PolicyType.INGRESS),
      egress: written(PolicyType.EGRESS),
    },
  );
}

function* rawPolicies({ policy, ...context }: Context): Generator<Candidate> {
  yield candidate('RawPolicy', { ...context, shared: context.named }, { spec: specExpression(policy.spec) });
}

function candidate(
  className: ClassName,
  { file, id, shared }: Pick<Context, 'file' | 'id' | 'shared'>,
  options: { readonly [name: string]: Expression | undefined },
): Candidate {
  return { className, expression: construct(className, file.stack, id, record({ ...options, ...shared })) };
}

const isHttps = ({ ports }: ImportedRule) =>
  ports?.length === 1 && Port.fromManifest(ports[0]!).toString() === 'TCP/443';

function portsOf({ ports }: ImportedRule): Expression | undefined {
  return ports && list(ports.map(portExpression));
}

function directionsOf(rules: ImportedPolicy['rules']): Expression | undefined {
  const directions = Object.keys(rules) as PolicyType[];
  return directions.length === 2 ? undefined : list(directions.map(directionExpression));
}

/** Who answers for a policy, why, and what it is called: the same for every construct. */
function sharedOptions({ name, labels, annotations }: ImportedPolicy, isNamed = true): SharedOptions {
  const { [GovernanceAnnotation.REASON]: reason, [GovernanceAnnotation.OWNER]: owner, ...others } = annotations;
  const said = (text: string | undefined) => (text?.trim() ? literal(text) : undefined);
  return {
    reason: said(reason),
    owner: said(owner),
    metadata: orNothing(
      record({
        name: isNamed ? literal(name) : undefined,
        labels: orNothing(texts(labels)),
        annotations: orNothing(texts(others)),
      }),
    ),
  };
}

const orNothing = (fields: Expression) => (isEmptyRecord(fields) ? undefined : fields);
