import { Collector, LogReader } from './collector';
import { plainAddress } from '../record/address';
import { asCount, asNumber, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOfEpoch } from '../record/moment';
import { addressEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

/** The fields of version 2, in the order of files that have no header. */
const DEFAULT_FIELDS =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  );
const KNOWN_FIELDS = new Set([
  'srcaddr',
  'dstaddr',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'log-status',
]);
const DEFAULT_LINE = /^2 \S+ eni-\S+ (?:\S+ ){9}(?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$/;
/** The SYN flag in `tcp-flags`, alone or with those of the rest of a connection; 18 is SYN with ACK. */
const SYN = 2;
const SYN_ACK = 18;

/** Flow logs of a VPC. Their verdict is of security groups and network ACLs, and never of a NetworkPolicy. */
export const AWS_VPC: Collector = {
  id: 'aws-vpc',
  title: 'AWS VPC flow logs',
  form: 'lines',
  recognises: (entry) => isHeader(entry as string) || DEFAULT_LINE.test((entry as string).trim()),
  open: () => new VpcReader(),
};

function isHeader(line: string): boolean {
  const words = line.trim().split(/\s+/);
  return words.length > 2 && words.filter((word) => KNOWN_FIELDS.has(word)).length >= 3;
}

class VpcReader implements LogReader {
  private fields: readonly string[] = DEFAULT_FIELDS;

  public read(entry: unknown, sink: LogSink): void {
    const line = (entry as string).trim();
    if (isHeader(line)) {
      this.fields = line.split(/\s+/);
      sink.passOver('headers');
      return;
    }
    const cells = line.split(/\s+/);
    if (cells.length !== this.fields.length) {
      sink.unreadable(`the line has ${cells.length} fields where its header has ${this.fields.length}`);
      return;
    }
    const row = new Map(this.fields.map((field, index) => [field, cells[index]!]));
    const value = (field: string) => (row.get(field) === '-' ? undefined : row.get(field));
    const [at, until] = [momentOfEpoch(asNumber(value('start'))), momentOfEpoch(asNumber(value('end')))];
    const status = value('log-status');
    if (status === 'NODATA' || status === 'SKIPDATA') {
      const why = status === 'NODATA' ? 'no traffic' : 'records were skipped';
      sink.gap(at, until, `${why} at ${asText(value('interface-id')) ?? 'an interface'} (${status})`);
      sink.passOver('statements about gaps');
      return;
    }
    this.observe(value, at, until, sink);
  }

  private observe(
    value: (field: string) => string | undefined,
    at: number | undefined,
    until: number | undefined,
    sink: LogSink,
  ): void {
    // The packet's own addresses are those of pods; the others are those of the node's interface.
    const source = plainAddress(value('pkt-srcaddr') ?? value('srcaddr'));
    const destination = plainAddress(value('pkt-dstaddr') ?? value('dstaddr'));
    if (source === undefined || destination === undefined) {
      sink.unreadable('an address cannot be read');
      return;
    }
    const flags = asNumber(value('tcp-flags'));
    const sentSyn = flags !== undefined && (flags & SYN) !== 0;
    const answered = flags !== undefined && (flags & SYN_ACK) === SYN_ACK;
    const [sourcePort, port] = [asPort(value('srcport')), asPort(value('dstport'))];
    const ends = answered
      ? { from: addressEnd(destination), to: addressEnd(source), sourcePort: port, port: sourcePort }
      : { from: addressEnd(source), to: addressEnd(destination), sourcePort, port };
    const rejected = value('action') === 'REJECT';
    sink.observe({
      at,
      ...(until === undefined ? {} : { until }),
      count: asCount(value('packets')),
      from: ends.from,
      to: ends.to,
      protocol: protocolName(value('protocol')),
      ...(ends.sourcePort === undefined ? {} : { sourcePort: ends.sourcePort }),
      ...(ends.port === undefined ? {} : { port: ends.port }),
      portKind: 'unknown',
      verdict: value('action') === 'ACCEPT' ? 'allowed' : 'unknown',
      ...(sentSyn ? { proof: 'syn' as const } : {}),
      ...(rejected ? { note: 'rejected by a security group or a network ACL, not by a NetworkPolicy' } : {}),
    });
  }
}
