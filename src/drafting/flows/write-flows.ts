import { Evidence, SeenPort, connectionsText, evidenceLines, portKey, reasonText } from './evidence';
import { FlowEnds, blocks, portNameOf } from './flow-ends';
import { OutsideGroup, outsideGroups } from './outside-groups';
import { FlowEnd, SeenFlow } from './sort-records';
import { Subject } from './subjects';
import { Cidr } from '../../model/cidr';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { PolicyType } from '../../model/network-policy';
import { pushAll } from '../../model/push-all';
import { Platform } from '../../platform/platform';
import {
  cidrExpression,
  construct,
  directionExpression,
  portExpression,
  selectorExpression,
} from '../program/value-expressions';
import { ClassName, Expression, call, list, literal, record } from '../source/expression';

/** Who answers for what nobody has looked at yet. */
const NOBODY_YET = 'TODO(owner)';

/** A construct of a draft and what speaks for it. */
export interface DraftedFlow {
  readonly namespace: string;
  readonly id: string;
  readonly className: ClassName;
  readonly flows: readonly SeenFlow[];
}

/** What somebody has to know of the flows of a draft, by what it is about. */
export interface FlowRemarks {
  readonly exceptions: string[];
  readonly outside: string[];
  readonly keptOpen: string[];
  readonly questions: string[];
}

export interface WrittenFlows {
  readonly drafted: readonly DraftedFlow[];
  readonly remarks: FlowRemarks;
}

/** Writes flows as constructs into the files of their namespaces. */
export function writeFlows(
  flows: readonly SeenFlow[],
  ends: FlowEnds,
  platform: Platform,
  expires: string,
): WrittenFlows {
  return new FlowWriter(ends, platform, expires).write(flows);
}

class FlowWriter {
  private readonly drafted: DraftedFlow[] = [];
  private readonly remarks: FlowRemarks = { exceptions: [], outside: [], keptOpen: [], questions: [] };
  /** Pods whose egress the draft isolates. */
  private readonly isolated = new Map<string, Subject>();
  private readonly dnsSeen = new Map<string, { subject: Subject; flows: SeenFlow[] }>();
  private readonly cannotSay = new Map<string, { subject: Subject; flows: SeenFlow[]; why: Set<string> }>();

  public constructor(
    private readonly ends: FlowEnds,
    private readonly platform: Platform,
    private readonly expires: string,
  ) {}

  public write(all: readonly SeenFlow[]): WrittenFlows {
    const mine = all.filter(({ from, to }) => this.isMine(from) || this.isMine(to));
    const rest = mine.filter((flow) => !this.noteDns(flow));
    this.betweenPods(rest.filter(({ from, to }) => from.kind === 'pods' && to.kind === 'pods'));
    this.toOutside(rest.filter(({ from, to }) => from.kind === 'pods' && to.kind === 'outside'));
    this.fromOutside(rest.filter(({ from, to }) => from.kind === 'outside' && to.kind === 'pods'));
    this.toApiServer(rest.filter(({ to }) => to.kind === 'api-server'));
    this.withNodes(rest.filter(({ from, to }) => from.kind === 'node' || to.kind === 'node'));
    this.keepOpen();
    this.names();
    return { drafted: this.drafted, remarks: this.remarks };
  }

  private isMine(end: FlowEnd): boolean {
    return end.kind === 'pods' && this.ends.isDrafted(end.subject);
  }

  /** Whether pods ask for a name: the cluster's DNS, or the cache on their node. */
  private noteDns(flow: SeenFlow): boolean {
    const { from, to, port } = flow;
    if (from.kind !== 'pods') return false;
    const { dns, nodeLocalDns } = this.platform;
    const asksPods =
      to.kind === 'pods' &&
      to.subject.namespace === dns.namespace &&
      dns.pods.matches({ ...to.subject.labels }) &&
      dns.ports.some((one) => one.toString() === portKey(flow));
    const cache = to.kind === 'node' || to.kind === 'outside' ? to.ip : undefined;
    const asksCache =
      port === 53 &&
      cache !== undefined &&
      (nodeLocalDns?.toString().startsWith(`${cache}/`) ?? cache === '169.254.20.10');
    if (!asksPods && !asksCache) return false;
    const key = from.subject.workload.id;
    const present = this.dnsSeen.get(key);
    if (present) present.flows.push(flow);
    else this.dnsSeen.set(key, { subject: from.subject, flows: [flow] });
    return true;
  }

  private betweenPods(flows: readonly SeenFlow[]): void {
    for (const own of grouped(flows, ({ from, to, isWeak }) => [keyOfPods(from), keyOfPods(to), isWeak])) {
      const [from, to] = [subjectOf(own[0]!.from), subjectOf(own[0]!.to)];
      if (this.fromSharedService(from, to, own)) continue;
      const home = this.ends.isDrafted(from) ? from : to;
      const far = home === from ? to : from;
      const id = home === from ? `${from.name}-to-${nameSeen(from, far)}` : `${to.name}-from-${nameSeen(to, far)}`;
      const isItself = from.workload === to.workload;
      this.add('AllowFlow', home, id, own, {
        from: this.ends.podsOf(from),
        to: this.ends.podsOf(to),
        ports: this.ends.portsOf(own, to),
        betweenReplicas: isItself ? literal(true) : undefined,
      });
      this.isolate(from);
    }
  }

  /** What the catalogue has a construct of its own for: scrapers and ingress controllers. */
  private fromSharedService(from: Subject, to: Subject, own: readonly SeenFlow[]): boolean {
    if (!this.ends.isDrafted(to) || this.ends.isDrafted(from)) return false;
    const { scraper } = this.platform;
    const isUsual = from.namespace === scraper.namespace && scraper.pods.matches({ ...from.labels });
    if (isUsual || (from.service?.category === 'monitoring' && /prometheus|agent|victoria/i.test(from.service.title))) {
      if (this.ends.wouldWriteElsewhere(from.namespace) && isUsual) return false;
      for (const [index, flow] of own.entries()) {
        this.add('AllowScrape', to, `${to.name}-metrics${index === 0 ? '' : `-${flow.port}`}`, [flow], {
          to: this.ends.podsOf(to),
          port: literal(portNameOf(to, flow) ?? portKey(flow)),
          scraper: isUsual ? undefined : this.ends.podsOf(from),
        });
      }
      return true;
    }
    if (from.service?.category !== 'ingress' && from.service?.category !== 'gateway-api') return false;
    this.add('AllowIngressController', to, `${to.name}-published`, own, {
      to: this.ends.podsOf(to),
      ports: this.ends.portsOf(own, to),
      controller: this.ends.podsOf(from),
    });
    return true;
  }

  private toOutside(flows: readonly SeenFlow[]): void {
    for (const own of grouped(flows, ({ from }) => [keyOfPods(from)])) {
      const from = subjectOf(own[0]!.from);
      const groups = outsideGroups(own, 'to');
      for (const group of groups.filter(({ kind }) => kind !== 'internet')) {
        const id = group.names[0] ?? `${from.name}-addresses`;
        this.add('ExternalEgress', from, id, group.flows, {
          from: this.ends.podsOf(from),
          to: list(group.addresses.map((ip) => cidrExpression(Cidr.address(ip).toString()))),
          ports: this.ends.portsOf(group.flows, undefined),
          exception: this.exception(`addresses change; ${namesText(group)}`),
        });
        this.remarks.exceptions.push(
          `${from.namespace}/${from.name} to ${group.addresses.join(', ')} (${namesText(group)})`,
        );
      }
      const wide = groups.filter(({ kind }) => kind === 'internet');
      const all = wide.flatMap((group) => group.flows);
      if (all.length === 0) continue;
      const isHttps = all.every((flow) => portKey(flow) === 'TCP/443');
      this.add('ExternalHttpsEgress', from, `${from.name}-to-internet`, all, {
        from: this.ends.podsOf(from),
        ports: isHttps ? undefined : this.ends.portsOf(all, undefined),
      });
      const names = [...new Set(wide.flatMap((group) => group.names))];
      const addresses = new Set(wide.flatMap((group) => group.addresses));
      this.remarks.outside.push(
        `${from.namespace}/${from.name} may reach every public address on ${portsText(all)}: ${addresses.size} addresses were seen${names.length > 0 ? `, under the names ${names.join(', ')}` : ', under no name'}`,
      );
    }
    for (const { from } of flows) this.isolate(subjectOf(from));
  }

  private fromOutside(flows: readonly SeenFlow[]): void {
    for (const own of grouped(flows, ({ to }) => [keyOfPods(to)])) {
      const to = subjectOf(own[0]!.to);
      const [group] = outsideGroups(
        own.map((flow) => ({ ...flow, from: { ...flow.from, names: [] } as FlowEnd })),
        'from',
      );
      const few = group!.kind === 'addresses' || group!.kind === 'listed';
      this.add('AllowFlow', to, `${to.name}-from-outside`, own, {
        from: few ? blocks(group!.addresses.map((ip) => Cidr.address(ip).toString())) : call('Peer', 'publicInternet'),
        to: this.ends.podsOf(to),
        ports: this.ends.portsOf(own, to),
        exception: few
          ? this.exception('single addresses outside, of which nobody has said whose they are')
          : undefined,
      });
      const who = `${to.namespace}/${to.name}`;
      if (few) this.remarks.exceptions.push(`${group!.addresses.join(', ')} to ${who}`);
      else this.remarks.outside.push(`every public address may reach ${who} on ${portsText(own)}`);
    }
  }

  private toApiServer(flows: readonly SeenFlow[]): void {
    for (const own of grouped(flows, ({ from }) => [keyOfPods(from)])) {
      const from = subjectOf(own[0]!.from);
      if (this.platform.apiServer.length === 0) {
        this.cannot(
          from,
          own,
          'nobody has said which addresses the API server has (apiServer in netpol.yaml, or EndpointSlices)',
        );
        continue;
      }
      this.add('AllowKubeApi', from, `${from.name}-to-kube-api`, own, { from: this.ends.podsOf(from) });
      this.isolate(from);
    }
  }

  private withNodes(flows: readonly SeenFlow[]): void {
    const nodes = this.ends.nodes();
    for (const own of grouped(flows, ({ from, to }) => [from.kind, keyOfPods(from), keyOfPods(to)])) {
      const [flow] = own;
      const outward = flow!.to.kind === 'node';
      const subject = subjectOf(outward ? flow!.from : flow!.to);
      if (!nodes) {
        if (outward) {
          this.cannot(subject, own, 'nobody has said which addresses the nodes have (nodeCidrs in netpol.yaml)');
        } else {
          this.remarks.questions.push(
            `nodes reach ${subject.namespace}/${subject.name} on ${portsText(own)}, and a policy can name them by address only: say nodeCidrs in netpol.yaml`,
          );
        }
        continue;
      }
      this.add('AllowFlow', subject, outward ? `${subject.name}-to-nodes` : `${subject.name}-from-nodes`, own, {
        from: outward ? this.ends.podsOf(subject) : nodes.peer,
        to: outward ? nodes.peer : this.ends.podsOf(subject),
        ports: this.ends.portsOf(own, outward ? undefined : subject),
        exception: nodes.isPassing ? this.exception('nodes come and go; say nodeCidrs in netpol.yaml') : undefined,
      });
      if (outward) this.isolate(subject);
    }
  }

  /** What no policy can say must not be cut off by what other constructs say about the same pods. */
  private keepOpen(): void {
    for (const { subject, flows, why } of this.cannotSay.values()) {
      const who = `${subject.namespace}/${subject.name}`;
      if (!this.isolated.has(subject.workload.id)) {
        this.remarks.questions.push(`${who}: ${[...why].join('; ')}`);
        continue;
      }
      this.add('AllowAll', subject, `${subject.name}-egress-open`, flows, {
        workload: this.ends.podsOf(subject),
        directions: list([directionExpression(PolicyType.EGRESS)]),
        exception: this.exception([...why].join('; ')),
      });
      this.remarks.keptOpen.push(`egress of ${who}: ${[...why].join('; ')}`);
    }
  }

  /** Whoever is isolated needs names; whoever asks for nothing else is not isolated for it. */
  private names(): void {
    const sorted = [...this.isolated].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [id, subject] of sorted) {
      const flows = this.dnsSeen.get(id)?.flows ?? [];
      // An update finds what it was drafted with before.
      if (this.ends.fileOf(subject).hasId(`${subject.name}-dns`)) continue;
      if (!this.ends.wouldWriteElsewhere(this.platform.dns.namespace)) {
        this.add('AllowDns', subject, `${subject.name}-dns`, flows, { from: this.ends.podsOf(subject) });
        continue;
      }
      const { namespace, pods, ports } = this.platform.dns;
      const peer = call(
        'Peer',
        'labelled',
        record({
          name: literal('dns'),
          namespaces: selectorExpression({ matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } }),
          pods: selectorExpression(pods.toManifest()),
        }),
      );
      this.add('AllowFlow', subject, `${subject.name}-dns`, flows, {
        from: this.ends.podsOf(subject),
        to: peer,
        ports: list(ports.map((port) => portExpression(port.toManifest()))),
      });
    }
    for (const [id, { subject, flows }] of this.dnsSeen) {
      if (this.isolated.has(id) || !this.ends.isDrafted(subject)) continue;
      this.remarks.questions.push(
        `${subject.namespace}/${subject.name} was seen asking for names only (${connectionsText(flows.flatMap(({ evidence }) => evidence.records))}): is that all it needs?`,
      );
    }
  }

  private cannot(subject: Subject, flows: readonly SeenFlow[], why: string): void {
    const present = this.cannotSay.get(subject.workload.id);
    if (present) {
      pushAll(present.flows, flows);
      present.why.add(why);
    } else {
      this.cannotSay.set(subject.workload.id, { subject, flows: [...flows], why: new Set([why]) });
    }
  }

  private isolate(subject: Subject): void {
    if (this.ends.isDrafted(subject)) this.isolated.set(subject.workload.id, subject);
  }

  private exception(reason: string): Expression {
    return record({ owner: literal(NOBODY_YET), reason: literal(reason), expires: literal(this.expires) });
  }

  private add(
    className: ClassName,
    home: Subject,
    wanted: string,
    flows: readonly SeenFlow[],
    options: { readonly [name: string]: Expression | undefined },
  ): void {
    if (!this.ends.isDrafted(home)) return;
    const file = this.ends.fileOf(home);
    const isWeak = flows.length > 0 && flows.every((flow) => flow.isWeak);
    const id = file.id(isWeak && options.exception === undefined ? `${wanted}-doubtful` : wanted);
    const evidence: Evidence = {
      records: flows.flatMap((flow) => flow.evidence.records),
      needs: flows.flatMap((flow) => flow.evidence.needs),
    };
    const said = flows.length === 0 ? undefined : reasonText(evidence);
    const doubtful = isWeak ? this.exception('the evidence is weak') : undefined;
    if (doubtful && options.exception === undefined) {
      this.remarks.exceptions.push(`${home.namespace}/${id}: the evidence is weak (${said})`);
    }
    const { exception = doubtful, ...others } = options;
    file.flows.push({
      comment:
        flows.length === 0 ? ['Not observed: whoever is isolated needs names all the same.'] : evidenceLines(evidence),
      value: construct(
        className,
        file.stack,
        id,
        record({ ...others, reason: said === undefined ? undefined : literal(said), exception }),
      ),
    });
    this.drafted.push({ namespace: home.namespace, id, className, flows });
  }
}

function grouped(flows: readonly SeenFlow[], keyOf: (flow: SeenFlow) => unknown): SeenFlow[][] {
  const groups = new Map<string, SeenFlow[]>();
  for (const flow of flows) {
    const key = JSON.stringify(keyOf(flow));
    const present = groups.get(key);
    if (present) present.push(flow);
    else groups.set(key, [flow]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

const keyOfPods = (end: FlowEnd) => (end.kind === 'pods' ? end.subject.workload.id : end.kind);

function subjectOf(end: FlowEnd): Subject {
  if (end.kind !== 'pods') throw new Error('This end of a flow is no pods.');
  return end.subject;
}

const nameSeen = (near: Subject, far: Subject) =>
  near.namespace === far.namespace ? far.name : `${far.namespace}-${far.name}`;

const portsText = (ports: readonly SeenPort[]) => [...new Set(ports.map(portKey))].sort().join(', ');

const namesText = ({ names }: OutsideGroup) =>
  names.length > 0 ? `asked for as ${names.join(', ')}` : 'under no name';
