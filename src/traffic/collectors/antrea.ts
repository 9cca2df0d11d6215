import { Collector, LogReader, ReadContext } from './collector';
import { csvCells } from './csv-cells';
import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { asCount, asNumber, asPort } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf, momentOfEpoch } from '../record/moment';
import { Decider, Verdict } from '../record/observation';
import { addressEnd, podEnd } from '../record/pod-end';
import { isPolicyProtocol, protocolName } from '../record/protocol-name';

const NP_LINE =
  /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d+) (\S+) (K8sNetworkPolicy|Antrea\w*NetworkPolicy|AntreaNetworkPolicy|AntreaClusterNetworkPolicy|\w*NetworkPolicy)(?::(\S+))? (\S+) (Ingress|Egress) (\w+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) ?(.*)$/;
const REPEATED = /\[(\d{1,12}) packets? in [^\]]{1,40}\]\s{0,9}$/;

/** Antrea's audit log on each node, `np.log`. */
export const ANTREA_NP: Collector = {
  id: 'antrea-np',
  title: 'Antrea np.log',
  form: 'lines',
  recognises: (entry) => NP_LINE.test(entry as string),
  open: () => ({ read: (entry, sink) => readNpLine(entry as string, sink) }),
};

const ACTIONS: ReadonlyMap<string, Verdict> = new Map([
  ['Allow', 'allowed'],
  ['Drop', 'denied'],
  ['Reject', 'denied'],
  // As numbers, in the CSV.
  ['1', 'allowed'],
  ['2', 'denied'],
  ['3', 'denied'],
]);

function readNpLine(line: string, sink: LogSink): void {
  const parts = NP_LINE.exec(line);
  if (!parts) {
    sink.unreadable('this is no line of np.log');
    return;
  }
  const [
    ,
    time,
    ,
    kind,
    policy,
    rule,
    direction,
    action,
    ,
    appliedTo,
    sourceText,
    sourcePortText,
    destinationText,
    portText,
    protocolText,
    ,
    label,
  ] = parts as unknown as (string | undefined)[];
  const [source, destination] = [plainAddress(sourceText), plainAddress(destinationText)];
  if (source === undefined || destination === undefined) {
    sink.unreadable('an address cannot be read');
    return;
  }
  const applied = (ip: string): End => {
    const [namespace, pod] = appliedTo!.split('/');
    return namespace !== undefined && pod !== undefined ? podEnd({ namespace, pod, ip }) : addressEnd(ip);
  };
  // A repeated line stands for as many packets; for ICMP, of which none opens anything, they are attempts.
  const packets = asCount(REPEATED.exec(label ?? '')?.[1] ?? 1);
  const protocol = protocolName(protocolText);
  const [sourcePort, port] = [asPort(sourcePortText), asPort(portText)];
  const by = deciderOf(kind!, policy, rule);
  sink.observe({
    at: momentOf(`${time!.slice(0, 10).replace(/\//g, '-')}T${time!.slice(11)}Z`),
    count: packets,
    ...(isPolicyProtocol(protocol) ? {} : { attempts: packets }),
    from: direction === 'Egress' ? applied(source) : addressEnd(source),
    to: direction === 'Ingress' ? applied(destination) : addressEnd(destination),
    protocol,
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
    portKind: direction === 'Ingress' ? 'pod' : 'unknown',
    verdict: ACTIONS.get(action!) ?? 'unknown',
    ...(by === undefined ? {} : { by: [by] }),
    // Antrea judges first packets; it lets the rest of a connection through unseen.
    proof: 'stated',
    side: direction === 'Ingress' ? 'dst' : 'src',
  });
  sink.remark('The times have no time zone; UTC is assumed.');
}

/** `K8sNetworkPolicy:shop/web`; without a name it is the default of the pod, which no policy names. */
function deciderOf(kind: string, policy: string | undefined, rule: string | undefined): Decider | undefined {
  if (policy === undefined) return undefined;
  const slash = policy.indexOf('/');
  const ns = slash > 0 ? policy.slice(0, slash) : undefined;
  return {
    kind: kind === 'K8sNetworkPolicy' ? 'NetworkPolicy' : kind,
    ...(ns === undefined ? {} : { ns }),
    name: policy.slice(slash + 1),
    ...(rule === undefined || rule === '<nil>' ? {} : { rule }),
  };
}

/** The columns of the FlowAggregator's CSV. */
const COLUMNS =
  'start end srcIp dstIp srcPort dstPort protocol srcPod srcNs srcNode dstPod dstNs dstNode clusterIp serviceIp servicePort servicePortName ingressName ingressNs ingressRule ingressAction ingressType egressName egressNs egressRule egressAction egressType'.split(
    ' ',
  );

/** The CSV of Antrea's FlowAggregator. */
export const ANTREA_FLOWS: Collector = {
  id: 'antrea-flows',
  title: 'Antrea FlowLogger (CSV)',
  form: 'lines',
  recognises: (entry) => isFlowLine(csvCells(entry as string)),
  open: (_context: ReadContext): LogReader => ({ read: (entry, sink) => readFlowLine(entry as string, sink) }),
};

function isFlowLine(cells: readonly string[]): boolean {
  const [start, end, source, destination] = cells;
  return (
    cells.length >= COLUMNS.length &&
    /^\d{9,11}$/.test(start!) &&
    /^\d{9,11}$/.test(end!) &&
    plainAddress(source) !== undefined &&
    plainAddress(destination) !== undefined
  );
}

function readFlowLine(line: string, sink: LogSink): void {
  const cells = csvCells(line);
  if (!isFlowLine(cells)) {
    sink.unreadable("this is no line of the FlowAggregator's CSV");
    return;
  }
  const row = new Map(COLUMNS.map((name, index) => [name, cells[index]!]));
  const text = (name: string) => (row.get(name) === '' ? undefined : row.get(name));
  for (const node of [text('srcNode'), text('dstNode')]) if (node !== undefined) sink.node(node);
  const end = (side: 'src' | 'dst', more: object = {}): End => {
    const ip = plainAddress(text(`${side}Ip`))!;
    const [namespace, pod] = [text(`${side}Ns`), text(`${side}Pod`)];
    return namespace === undefined || pod === undefined
      ? addressEnd(ip, more)
      : podEnd({ namespace, pod, ip, ...more });
  };
  const service = serviceOf(text);
  const [sourcePort, port] = [asPort(text('srcPort')), asPort(text('dstPort'))];
  const decided = (side: 'ingress' | 'egress') => ACTIONS.get(text(`${side}Action`) ?? '');
  const verdicts = [decided('ingress'), decided('egress')];
  const denied = verdicts.includes('denied');
  const by = (['ingress', 'egress'] as const).flatMap((side) => {
    const name = text(`${side}Name`);
    if (name === undefined || decided(side) !== (denied ? 'denied' : 'allowed')) return [];
    const [ns, rule] = [text(`${side}Ns`), text(`${side}Rule`)];
    const kind = kindOf(text(`${side}Type`));
    return [
      {
        ...(kind === undefined ? {} : { kind }),
        ...(ns === undefined ? {} : { ns }),
        name,
        ...(rule === undefined ? {} : { rule }),
      },
    ];
  });
  const to = end('dst', service ? { service } : {});
  const until = momentOfEpoch(asNumber(text('end')));
  sink.observe({
    at: momentOfEpoch(asNumber(text('start'))),
    ...(until === undefined ? {} : { until }),
    count: 1,
    from: end('src'),
    to,
    protocol: protocolName(text('protocol')),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
    portKind: to.facts.role === 'workload' ? 'pod' : 'unknown',
    verdict: denied ? 'denied' : 'allowed',
    ...(by.length > 0 ? { by } : {}),
    proof: 'stated',
  });
}

/** `shop/orders:http` names the Service and its port. */
function serviceOf(text: (name: string) => string | undefined): object | undefined {
  const [named, address, port] = [
    text('servicePortName'),
    plainAddress(text('clusterIp')),
    asPort(text('servicePort')),
  ];
  const parts = /^([^/:]+)\/([^/:]+)/.exec(named ?? '');
  if (!parts && address === undefined) return undefined;
  return {
    ...(parts ? { namespace: parts[1], name: parts[2] } : {}),
    ...(address === undefined ? {} : { address }),
    ...(port === undefined ? {} : { port }),
  };
}

function kindOf(type: string | undefined): string | undefined {
  const kinds: ReadonlyMap<string, string> = new Map([
    ['K8sNetworkPolicy', 'NetworkPolicy'],
    ['1', 'NetworkPolicy'],
    ['AntreaNetworkPolicy', 'AntreaNetworkPolicy'],
    ['2', 'AntreaNetworkPolicy'],
    ['AntreaClusterNetworkPolicy', 'AntreaClusterNetworkPolicy'],
    ['3', 'AntreaClusterNetworkPolicy'],
  ]);
  return kinds.get(type ?? '');
}
