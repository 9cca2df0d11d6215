import { Collector, LogReader } from './collector';
import { plainAddress } from '../record/address';
import { asPort } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf } from '../record/moment';
import { Decider, DirectionProof, Observation, Verdict, turned } from '../record/observation';
import { addressEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

const LINE =
  /(\d{4}-\d\d-\d\dT[\d:.]{8,20}Z)\|\d{1,20}\|acl_log\([^)]{0,60}\)\|\w{1,9}\|name="([^"]{0,300})", verdict=(\w{1,20}), severity=\w{1,20}(?:, direction=([\w-]+))?: ?([\w]+),(.*)$/;

/** The ACL log of OVN, as OVN-Kubernetes and kube-ovn name their rules in it. */
export const OVN: Collector = {
  id: 'ovn',
  title: 'OVN ACL log (OVN-Kubernetes, kube-ovn)',
  form: 'lines',
  recognises: (entry) => (entry as string).includes('|acl_log(') && LINE.test(entry as string),
  open: () => new AclReader(),
};

const VERDICTS: Readonly<Record<string, Verdict>> = { allow: 'allowed', drop: 'denied', reject: 'denied' };

/** A node logs no more messages a second than this; beyond it they are lost without a word. */
const MOST_A_SECOND = 20;

class AclReader implements LogReader {
  private second = '';
  private inSecond = 0;

  public read(entry: unknown, sink: LogSink): void {
    const line = entry as string;
    const parts = LINE.exec(line);
    if (!parts) {
      if (/^\d{4}-\d\d-\d\dT[\d:.]+Z\|\d+\|(?!acl_log)/.test(line)) sink.passOver('other lines of ovn-controller');
      else sink.unreadable('this is no line of the ACL log');
      return;
    }
    const [, time, name, word, direction, packet, fields] = parts as unknown as string[];
    this.noteRate(time!, sink);
    if (word === 'pass') {
      sink.passOver('packets that a rule passed on to the next tier');
      return;
    }
    const read = (field: string) => new RegExp(`(?:^|,)${field}=([^,]*)`).exec(fields!)?.[1];
    const source = plainAddress(read('nw_src') ?? read('ipv6_src'));
    const destination = plainAddress(read('nw_dst') ?? read('ipv6_dst'));
    if (source === undefined || destination === undefined) {
      sink.unreadable('an address cannot be read');
      return;
    }
    const [sourcePort, port] = [asPort(read('tp_src')), asPort(read('tp_dst'))];
    const flags = (read('tcp_flags') ?? '').split(/[|+]/);
    const by = deciderOf(name!);
    const observation: Observation = {
      at: momentOf(time),
      count: 1,
      from: addressEnd(source),
      to: addressEnd(destination),
      protocol: protocolName(packet!.replace(/6$/, '').replace(/^icmp$/, packet!.endsWith('6') ? 'icmpv6' : 'icmp')),
      ...(sourcePort === undefined ? {} : { sourcePort }),
      ...(port === undefined ? {} : { port }),
      portKind: 'unknown',
      verdict: Object.hasOwn(VERDICTS, word!) ? VERDICTS[word!]! : 'unknown',
      ...(by === undefined ? {} : { by: [by] }),
      ...proofOf(flags, direction),
      ...(direction === 'from-lport'
        ? { side: 'src' as const }
        : direction === 'to-lport'
          ? { side: 'dst' as const }
          : {}),
    };
    sink.observe(flags.includes('syn') && flags.includes('ack') ? turned(observation) : observation);
  }

  private noteRate(time: string, sink: LogSink): void {
    const second = time.slice(0, 19);
    this.inSecond = second === this.second ? this.inSecond + 1 : 1;
    this.second = second;
    if (this.inSecond === MOST_A_SECOND) {
      const at = momentOf(`${second}Z`);
      sink.gap(
        at,
        at === undefined ? undefined : at + 1000,
        `${MOST_A_SECOND} messages in a second: OVN drops what is beyond that`,
      );
    }
  }
}

/** An ACL judges the packets that open connections; it meets replies only where it has lost the connection. */
function proofOf(flags: readonly string[], direction: string | undefined): { proof?: DirectionProof } {
  if (flags.includes('syn')) return { proof: 'syn' };
  return direction === undefined ? {} : { proof: 'stated' };
}

/** What OVN-Kubernetes calls the kinds, and how many characters of a name are left over in the log. */
const KINDS: Readonly<Record<string, string>> = {
  NP: 'NetworkPolicy',
  ANP: 'AdminNetworkPolicy',
  BANP: 'BaselineAdminNetworkPolicy',
};

/** `NP:shop:web:Ingress:0` is a rule; `NP:shop:Ingress` is the default deny of a namespace, which names no policy. */
function deciderOf(name: string): Decider | undefined {
  const ovnKube = /^np\/([^/]+)\.([^./]+)\//.exec(name);
  if (ovnKube) return { kind: 'NetworkPolicy', ns: ovnKube[2]!, name: ovnKube[1]! };
  const parts = name.split(':');
  const kind = Object.hasOwn(KINDS, parts[0]!) ? KINDS[parts[0]!] : undefined;
  if (kind === undefined) return undefined;
  const isNamespaced = kind === 'NetworkPolicy';
  const [ns, policy, ...rule] = isNamespaced ? parts.slice(1) : [undefined, ...parts.slice(1)];
  if (policy === undefined || (isNamespaced && rule.length === 0)) return undefined;
  return {
    kind,
    ...(ns === undefined ? {} : { ns }),
    name: policy,
    ...(rule.length > 0 ? { rule: rule.join(':') } : {}),
  };
}
