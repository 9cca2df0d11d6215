import { calicoDeciders } from './calico-policies';
import { Collector, LogReader } from './collector';
import { plainAddress } from '../record/address';
import { End, EndFacts, EndRole, NOBODY } from '../record/end';
import { JsonMap, asCount, asList, asMap, asNumber, asPort, asText, asTexts } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf, momentOfEpoch } from '../record/moment';
import { Verdict } from '../record/observation';
import { deploymentOfPod, labelsFrom } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

/**
 * Calico's connections, in its three spellings: Goldmane's own (`flow.Key`), what Whisker's HTTP API returns, and the
 * files of Enterprise and Cloud. Each end reports a connection by itself, and the two can differ.
 */
export const CALICO: Collector = {
  id: 'calico',
  title: 'Calico: Goldmane, Whisker, Enterprise and Cloud flow logs',
  form: 'json',
  recognises: (entry) => connectionsIn(entry).length > 0,
  open: () => new CalicoReader(),
};

/** The connections of one value: Whisker answers with a list of items. */
function connectionsIn(entry: unknown): { key: JsonMap; rest: JsonMap }[] {
  const map = asMap(entry);
  if (!map) return [];
  if (Array.isArray(map.items)) return map.items.flatMap((item) => connectionsIn(item));
  const flow = asMap(map.flow) ?? map;
  const key = asMap(flow.Key) ?? asMap(flow.key) ?? flow;
  const isConnection = 'reporter' in key && 'action' in key && ('dest_name' in key || 'dest_name_aggr' in key);
  return isConnection ? [{ key, rest: flow }] : [];
}

class CalicoReader implements LogReader {
  private addresses = false;
  private any = false;

  public read(entry: unknown, sink: LogSink): void {
    const connections = connectionsIn(entry);
    if (connections.length === 0) sink.unreadable("this is no flow of Calico's");
    for (const { key, rest } of connections) this.readConnection(key, rest, sink);
  }

  public finish(sink: LogSink): void {
    if (this.any && !this.addresses) sink.missing('addresses');
  }

  private readConnection(key: JsonMap, rest: JsonMap, sink: LogSink): void {
    this.any = true;
    const host = asText(rest.host);
    if (host !== undefined && host !== '-') sink.node(host);
    const [from, to] = [endOf('source', key, rest), endOf('dest', key, rest)];
    if (from.ip !== undefined || to.ip !== undefined) this.addresses = true;
    const policies = asMap(key.policies) ?? asMap(rest.policies);
    const { enforced, wouldDeny } = calicoDeciders(policies);
    const allowed = /^allow$/i.test(String(key.action));
    const verdict: Verdict = allowed ? 'allowed' : /^deny$/i.test(String(key.action)) ? 'denied' : 'unknown';
    const port = asPort(key.dest_port ?? rest.dest_port);
    const sourcePort = asPort(rest.source_port);
    const at = momentIn(rest.start_time);
    const until = momentIn(rest.end_time);
    const count = asNumber(rest.packets_in) ?? 0;
    const out = asNumber(rest.packets_out) ?? 0;
    sink.observe({
      at,
      ...(until === undefined ? {} : { until }),
      count: Math.max(1, Math.floor(count + out)),
      // A connection over two intervals is two records, of which one has started it.
      attempts: asCount(rest.num_flows_started ?? rest.num_connections_started),
      from,
      to,
      protocol: protocolName(key.proto ?? key.protocol),
      ...(sourcePort === undefined ? {} : { sourcePort }),
      ...(port === undefined ? {} : { port }),
      portKind: to.facts.role === 'workload' ? 'pod' : to.facts.role === 'node' ? 'node' : 'unknown',
      verdict,
      ...(enforced.length > 0 ? { by: enforced } : {}),
      proof: 'stated',
      ...(/^src$/i.test(String(key.reporter)) ? { side: 'src' as const } : {}),
      ...(/^dst$/i.test(String(key.reporter)) ? { side: 'dst' as const } : {}),
      ...(allowed && wouldDeny.length > 0
        ? {
            note: `staged policies would deny it: ${wouldDeny.map(({ ns, name }) => (ns === undefined ? name : `${ns}/${name}`)).join(', ')}`,
          }
        : {}),
    });
  }
}

function momentIn(value: unknown): number | undefined {
  return momentOf(value) ?? momentOfEpoch(asNumber(value));
}

type Side = 'source' | 'dest';

/** Words for what an end is: Goldmane's, and those of files. */
const PODS = new Set(['WorkloadEndpoint', 'wep']);
const NODES = new Set(['HostEndpoint', 'hep']);
const NETWORK_SETS = new Set(['NetworkSet', 'ns']);

function endOf(side: Side, key: JsonMap, rest: JsonMap): End {
  const read = (field: string) => asText(key[`${side}_${field}`]) ?? asText(rest[`${side}_${field}`]);
  const known = (text: string | undefined) => (text === '-' ? undefined : text);
  const name = known(read('name')) ?? known(read('name_aggr'));
  const ns = known(read('namespace'));
  const type = read('type');
  const ip = plainAddress(read('ip'));
  const labels = labelsFrom(labelTexts(key[`${side}_labels`] ?? rest[`${side}_labels`]));
  const facts: Partial<EndFacts> = {
    ...(ip === undefined ? {} : { ip }),
    ...(labels === undefined ? {} : { labels }),
    ...(side === 'dest' ? serviceOf(key, rest) : {}),
    ...(side === 'dest' ? namesOf(rest) : {}),
  };
  if (name !== undefined && ns !== undefined && (type === undefined || PODS.has(type))) {
    return new End({ role: 'workload', ns, ...ownerOf(name), ...facts });
  }
  if (type !== undefined && NODES.has(type)) {
    return new End({ role: 'node', ...(name === undefined ? {} : { node: name }), ...facts });
  }
  if (name === undefined && ip === undefined) return NOBODY;
  const network = name ?? 'network';
  return new End({
    role: roleOfNetwork(network, type),
    entity: network,
    ...(ns === undefined || (type !== undefined && !NETWORK_SETS.has(type)) ? {} : { ns }),
    ...facts,
  });
}

/** `pub` and `PUBLIC NETWORK` are all that is left of the outside; what is private can be anything. */
function roleOfNetwork(network: string, type: string | undefined): EndRole {
  if (type !== undefined && NETWORK_SETS.has(type)) return 'external';
  return /^pub(lic)?\b/i.test(network) ? 'external' : 'unknown';
}

/** Names of pods are folded to what their controller begins them with: `web-7c9f6d5b8-*`, `db-*`. */
function ownerOf(name: string): Pick<EndFacts, 'owner' | 'kind' | 'ownerGuessed' | 'pod'> {
  if (!name.endsWith('*')) {
    const deployment = deploymentOfPod(name);
    if (deployment === undefined) return { owner: name, kind: 'Pod', pod: name };
    return { owner: deployment, kind: 'Deployment', ownerGuessed: true, pod: name };
  }
  const prefix = name.replace(/-?\*$/, '');
  // What follows would be the random end of a pod's name.
  const deployment = deploymentOfPod(`${prefix}-bcdfg`);
  if (deployment !== undefined) return { owner: deployment, kind: 'Deployment', ownerGuessed: true };
  return { owner: prefix, ownerGuessed: true };
}

/** A list, an object around a list, or one text that was joined with one of several separators. */
function labelTexts(value: unknown): string[] {
  if (typeof value === 'string') {
    return value.split(/ \| |","|,(?=[^,=]+=)/).map((text) => text.trim().replace(/^"|"$/g, ''));
  }
  return asTexts(asMap(value)?.labels ?? value);
}

function serviceOf(key: JsonMap, rest: JsonMap): Pick<EndFacts, 'service'> {
  const read = (field: string) => key[`dest_service_${field}`] ?? rest[`dest_service_${field}`];
  const name = asText(read('name'));
  if (name === undefined || name === '-') return {};
  const namespace = asText(read('namespace'));
  const port = asPort(read('port'));
  return {
    service: {
      ...(namespace === undefined || namespace === '-' ? {} : { namespace }),
      name,
      ...(port === undefined ? {} : { port }),
    },
  };
}

function namesOf(rest: JsonMap): Pick<EndFacts, 'fqdn'> {
  const names = asList(rest.dest_domains).filter((name): name is string => typeof name === 'string');
  return names.length === 0 ? {} : { fqdn: names.sort() };
}
