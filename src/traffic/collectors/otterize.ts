import { Collector, LogForm } from './collector';
import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { JsonMap, asList, asMap, asPort, asText, asTexts } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { podEnd } from '../record/pod-end';

/** What otterize's network mapper exports, as YAML. Nothing in it says on which port. */
export const OTTERIZE: Collector = otterizeCollector('otterize', 'Otterize ClientIntents as YAML', 'yaml');
export const OTTERIZE_JSON: Collector = otterizeCollector('otterize-json', 'Otterize ClientIntents as JSON', 'json');

function otterizeCollector(id: string, title: string, form: LogForm): Collector {
  return {
    id,
    title,
    form,
    recognises: (entry) => asMap(entry)?.kind === 'ClientIntents',
    open: () => ({
      read: (entry, sink) => {
        const intents = asMap(entry);
        if (intents?.kind === 'ClientIntents') readIntents(intents, sink);
        else sink.passOver('objects of other kinds');
      },
    }),
  };
}

function readIntents(intents: JsonMap, sink: LogSink): void {
  const metadata = asMap(intents.metadata);
  const spec = asMap(intents.spec);
  const namespace = asText(metadata?.namespace) ?? 'default';
  const client = asMap(spec?.workload) ?? asMap(spec?.service);
  const name = asText(client?.name) ?? asText(metadata?.name);
  if (name === undefined) {
    sink.unreadable('these ClientIntents name no client');
    return;
  }
  sink.missing('time');
  const kind = asText(client?.kind);
  const from = podEnd({ namespace, workload: { name, ...(kind === undefined ? {} : { kind }) } });
  // Older versions call targets `calls`.
  for (const value of asList(spec?.targets ?? spec?.calls)) readTarget(asMap(value) ?? {}, namespace, from, sink);
}

function readTarget(target: JsonMap, namespace: string, from: End, sink: LogSink): void {
  const internet = asMap(target.internet);
  if (internet) {
    const ends = [
      ...asTexts(internet.ips)
        .flatMap((ip) => plainAddress(ip) ?? [])
        .map((ip) => new End({ role: 'external', ip })),
      ...asTexts(internet.domains).map((domain) => new End({ role: 'external', fqdn: [domain], entity: domain })),
    ];
    const ports = asList(internet.ports).map((port) => asPort(port));
    for (const to of ends) for (const port of ports.length > 0 ? ports : [undefined]) observe(from, to, port, sink);
    return;
  }
  const service = asMap(target.service);
  const workload = asMap(target.kubernetes) ?? service ?? (typeof target.name === 'string' ? target : undefined);
  const name = asText(workload?.name);
  if (name === undefined) {
    sink.passOver('targets that are no workloads (Kafka topics, databases, cloud services)');
    return;
  }
  // `redis.data` is redis in the namespace data.
  const dot = name.indexOf('.');
  const [own, ns] = dot < 0 ? [name, namespace] : [name.slice(0, dot), name.slice(dot + 1).replace(/\.svc.*$/, '')];
  const kind = asText(workload!.kind);
  const isService = service !== undefined || kind === 'Service' || own.startsWith('svc:');
  observe(
    from,
    isService
      ? new End({ role: 'unknown', service: { namespace: ns, name: own.replace(/^svc:/, '') } })
      : podEnd({ namespace: ns, workload: { name: own, ...(kind === undefined ? {} : { kind }) } }),
    undefined,
    sink,
  );
}

function observe(from: End, to: End, port: number | undefined, sink: LogSink): void {
  sink.observe({
    at: undefined,
    count: 1,
    from,
    to,
    protocol: port === undefined ? undefined : 'TCP',
    ...(port === undefined ? {} : { port }),
    portKind: 'unknown',
    verdict: 'allowed',
    proof: 'stated',
    weak: true,
  });
}
