import { Collector, LogReader } from './collector';
import { addressAndPort, plainAddress } from '../record/address';
import { End } from '../record/end';
import { LogSink } from '../record/log-sink';
import { Verdict, turned } from '../record/observation';
import { addressEnd } from '../record/pod-end';
import { isPolicyProtocol, protocolName } from '../record/protocol-name';

const VERDICT_LINE =
  /Policy verdict log: flow \S+ local EP ID \d+, remote ID (\S+?), (?:dst port \d+, )?proto (\d+), (ingress|egress), action (\w+),(?: auth: \w+,)? match [^,]{1,40}, (\S+) -> (\S+)(?: (.*))?$/;
const DROP_LINE = /^xx drop \(([^)]{1,80})\).{0,200}? identity (\S+?)->(\S+?): (\S+) -> (\S+)(?: (.*))?$/;

/** `cilium-dbg monitor`: verdicts and drops, without times and names. */
export const CILIUM_MONITOR: Collector = {
  id: 'cilium-monitor',
  title: 'cilium-dbg monitor',
  form: 'lines',
  recognises: (entry) => VERDICT_LINE.test(entry as string) || DROP_LINE.test(entry as string),
  open: (): LogReader => ({ read: (entry, sink) => readLine(entry as string, sink) }),
};

const ACTIONS: ReadonlyMap<string, Verdict> = new Map([
  ['allow', 'allowed'],
  ['redirect', 'allowed'],
  ['audit', 'would-deny'],
  ['deny', 'denied'],
]);

/** Reserved identities, as numbers and as words; numbers of 2^24 and more are blocks of addresses. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['1', 'host'],
  ['2', 'world'],
  ['6', 'remote-node'],
  ['7', 'kube-apiserver'],
  ['8', 'ingress'],
  ...['host', 'world', 'remote-node', 'kube-apiserver', 'ingress'].map((word) => [word, word] as const),
]);
const FIRST_LOCAL_IDENTITY = 1 << 24;

function readLine(line: string, sink: LogSink): void {
  const verdict = VERDICT_LINE.exec(line);
  const drop = verdict ? undefined : DROP_LINE.exec(line);
  if (!verdict && !drop) {
    if (/^(->|<-|>>|CPU |Listening|xx |Press |level=|time=)/.test(line)) sink.passOver('other lines of the monitor');
    else sink.unreadable('this is no line of the monitor');
    return;
  }
  const isVerdict = verdict !== null;
  const [sourceText, destinationText, rest] = isVerdict ? verdict.slice(5, 8) : drop!.slice(4, 7);
  const egress = isVerdict && verdict[3] === 'egress';
  const remote = isVerdict ? verdict[1] : undefined;
  const from = endOf(sourceText, isVerdict ? (egress ? undefined : remote) : drop![2]);
  const to = endOf(destinationText, isVerdict ? (egress ? remote : undefined) : drop![3]);
  if (!from || !to) {
    sink.unreadable('an address cannot be read');
    return;
  }
  sink.missing('time');
  const words = (rest ?? '').toLowerCase();
  const protocol = isVerdict ? protocolName(Number(verdict[2])) : protocolInDrop(words, sourceText!);
  const byPolicy = drop ? /^policy den(y|ied)/i.test(drop[1]!) : false;
  const syn = /\bsyn\b/.test(words);
  const observation = {
    at: undefined,
    count: 1,
    from: from.end,
    to: to.end,
    protocol,
    ...(isPolicyProtocol(protocol) && from.port !== undefined ? { sourcePort: from.port } : {}),
    ...(isPolicyProtocol(protocol) && to.port !== undefined ? { port: to.port } : {}),
    portKind: egress ? ('unknown' as const) : ('pod' as const),
    verdict: isVerdict
      ? (ACTIONS.get(verdict[4]!) ?? 'unknown')
      : byPolicy
        ? ('denied' as const)
        : ('unknown' as const),
    ...(syn ? { proof: 'syn' as const } : {}),
    ...(isVerdict ? { side: egress ? ('src' as const) : ('dst' as const) } : {}),
    event: isVerdict ? 'policy-verdict' : 'drop',
    ...(drop && !byPolicy ? { note: `dropped, but not by a policy: ${drop[1]}` } : {}),
  };
  sink.observe(syn && /\back\b/.test(words) ? turned(observation) : observation);
}

function protocolInDrop(words: string, source: string): string | undefined {
  if (/echo(request|reply)|icmp|destinationunreachable/.test(words)) {
    return source.split(':').length > 2 ? 'ICMPv6' : 'ICMP';
  }
  return protocolName(/^(tcp|udp|sctp)\b/.exec(words)?.[1]);
}

function endOf(text: string | undefined, identity: string | undefined): { end: End; port?: number } | undefined {
  // An IPv6 address without a port has no brackets.
  const plain = plainAddress(text);
  const found = plain === undefined ? addressAndPort(text) : { ip: plain };
  if (!found) return undefined;
  const entity = ENTITIES.get(identity ?? '') ?? (Number(identity) >= FIRST_LOCAL_IDENTITY ? 'world' : undefined);
  if (entity === undefined) return { ...found, end: addressEnd(found.ip) };
  const role = entity === 'world' ? 'external' : entity === 'ingress' ? 'loadBalancer' : 'node';
  return { ...found, end: new End({ role, entity, ip: found.ip }) };
}
