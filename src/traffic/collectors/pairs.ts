import { Collector, LogReader } from './collector';
import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { asPort } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { addressEnd, podEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

const BEYLA_FIELD = /\b([a-z0-9_]{1,30}(?:\.[a-z0-9_]{1,30}){0,4})=(\S*)/g;

/** Beyla's network flows, as it prints them. Its ports are off by default. */
export const BEYLA: Collector = {
  id: 'beyla',
  title: 'Beyla network flows, as printed',
  form: 'lines',
  recognises: (entry) => /\bnetwork_flow: /.test(entry as string),
  open: (): LogReader => ({ read: (entry, sink) => readBeyla(entry as string, sink) }),
};

function readBeyla(line: string, sink: LogSink): void {
  if (!line.includes('network_flow: ')) {
    sink.passOver('other lines of Beyla');
    return;
  }
  const fields = new Map([...line.matchAll(BEYLA_FIELD)].map(([, name, value]) => [name!, value!]));
  const [from, to] = [beylaEnd(fields, 'src'), beylaEnd(fields, 'dst')];
  if (!from || !to) {
    sink.unreadable('an end has neither a name nor an address');
    return;
  }
  const [port, sourcePort] = [asPort(fields.get('dst.port')), asPort(fields.get('src.port'))];
  const protocol = protocolName(fields.get('transport'));
  const { role, service } = to.facts;
  sink.missing('time');
  sink.observe({
    at: undefined,
    count: 1,
    from,
    to,
    protocol,
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
    portKind: service ? 'service' : role === 'workload' ? 'pod' : 'unknown',
    verdict: 'unknown',
  });
}

function beylaEnd(fields: ReadonlyMap<string, string>, side: 'src' | 'dst'): End | undefined {
  const read = (field: string) => fields.get(`k8s.${side}.${field}`) || undefined;
  const ip = plainAddress(fields.get(`${side}.address`));
  const [namespace, name] = [read('namespace'), read('name')];
  const type = read('type') ?? read('owner.type');
  const [owner, kind] = [read('owner.name'), read('owner.type')];
  if (type === 'Service' && name !== undefined) {
    const named = { ...(namespace === undefined ? {} : { namespace }), name };
    return new End({ role: 'unknown', ...(ip === undefined ? {} : { ip }), service: named });
  }
  if (type === 'Node' && name !== undefined) return new End({ role: 'node', node: name });
  if (namespace !== undefined && name !== undefined) {
    return podEnd({
      namespace,
      pod: name,
      ...(ip === undefined ? {} : { ip }),
      ...(owner === undefined ? {} : { workload: { name: owner, ...(kind === undefined ? {} : { kind }) } }),
    });
  }
  return ip === undefined ? undefined : addressEnd(ip);
}

const CARETTA_LINE = /^caretta_links_observed\{(.*)\} ([\d.e+]+)/;

/** Caretta's links, as its metrics show them. The port is the Service's. */
export const CARETTA: Collector = {
  id: 'caretta',
  title: 'Caretta metrics',
  form: 'lines',
  recognises: (entry) => CARETTA_LINE.test(entry as string),
  open: (): LogReader => ({ read: (entry, sink) => readCaretta(entry as string, sink) }),
};

function readCaretta(line: string, sink: LogSink): void {
  const parts = CARETTA_LINE.exec(line);
  if (!parts) {
    if (/^#|^[a-z_:]+(\{|\s)/i.test(line)) sink.passOver('other metrics');
    else sink.unreadable('this is no metric');
    return;
  }
  const labels = new Map(
    [...parts[1]!.matchAll(/\b([a-z_]{1,40})="((?:[^"\\]|\\.){0,1000})"/g)].map(([, name, value]) => [name!, value!]),
  );
  // A link is told from both ends; 1 is the client's, whose port is the server's.
  if (labels.get('role') === '2') {
    sink.passOver('links as the server sees them');
    return;
  }
  const [from, to] = [carettaEnd(labels, 'client'), carettaEnd(labels, 'server')];
  if (!from || !to) {
    sink.unreadable('an end has no name');
    return;
  }
  const port = asPort(labels.get('server_port'));
  sink.missing('time');
  sink.observe({
    at: undefined,
    count: 1,
    from,
    to,
    protocol: 'TCP',
    ...(port === undefined ? {} : { port }),
    portKind: to.facts.service ? 'service' : to.facts.role === 'workload' ? 'pod' : 'unknown',
    verdict: 'unknown',
    proof: 'stated',
    weak: true,
  });
}

function carettaEnd(labels: ReadonlyMap<string, string>, side: 'client' | 'server'): End | undefined {
  const [kind, name, namespace] = ['kind', 'name', 'namespace'].map(
    (field) => labels.get(`${side}_${field}`) || undefined,
  );
  if (name === undefined) return undefined;
  if (kind === 'Service') {
    return new End({ role: 'unknown', service: { ...(namespace === undefined ? {} : { namespace }), name } });
  }
  if (kind === 'external' || kind === 'Unknown' || namespace === undefined || namespace === 'external') {
    const ip = plainAddress(name);
    return ip === undefined ? new End({ role: 'external', fqdn: [name] }) : addressEnd(ip);
  }
  if (kind === 'Node') return new End({ role: 'node', node: name });
  return podEnd({ namespace, workload: { name, ...(kind === undefined ? {} : { kind }) } });
}

const WEAVE_LINE =
  /\b(TCP|UDP|SCTP|ICMP) connection from (\S{1,48}?):(\d{1,5}) to (\S{1,48}?):(\d{1,5}) blocked by Weave NPC/;

/** The policy controller of Weave Net, which writes what it blocks. */
export const WEAVE: Collector = {
  id: 'weave',
  title: 'Weave Net policy controller',
  form: 'lines',
  recognises: (entry) => WEAVE_LINE.test(entry as string),
  open: (): LogReader => ({
    read: (entry, sink) => {
      const parts = WEAVE_LINE.exec(entry as string);
      const [from, to] = [plainAddress(parts?.[2]), plainAddress(parts?.[4])];
      if (!parts) {
        sink.passOver('other lines of the controller');
      } else if (from === undefined || to === undefined) {
        sink.unreadable('an address cannot be read');
      } else {
        sink.missing('time');
        const [sourcePort, port] = [asPort(parts[3]), asPort(parts[5])];
        sink.observe({
          at: undefined,
          count: 1,
          from: addressEnd(from),
          to: addressEnd(to),
          protocol: protocolName(parts[1]),
          ...(sourcePort === undefined ? {} : { sourcePort }),
          ...(port === undefined ? {} : { port }),
          portKind: 'pod',
          verdict: 'denied',
          // It looks at new connections only.
          proof: 'stated',
        });
      }
    },
  }),
};
