/** IANA numbers of the protocols that logs of clusters have. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [4, 'IPIP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [58, 'ICMPv6'],
  [132, 'SCTP'],
]);

const WORDS: ReadonlyMap<string, string> = new Map(
  [...NAMES.values(), 'ICMPv4'].map((name) => [name.toLowerCase(), name === 'ICMPv4' ? 'ICMP' : name]),
);

/** The name of a protocol that a log gives by number or in some spelling; undefined where it gives none. */
export function protocolName(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return NAMES.get(value) ?? (value > 0 && value < 256 ? `IP ${Math.floor(value)}` : undefined);
  }
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  const known = WORDS.get(word) ?? WORDS.get(word.replace(/^(tcp|udp|sctp)[46]$/, '$1'));
  if (known !== undefined) return known;
  if (word === 'icmp6') return 'ICMPv6';
  if (/^\d{1,3}$/.test(word)) return protocolName(Number(word));
  return /^[a-z][a-z0-9-]{0,15}$/.test(word) ? word.toUpperCase() : undefined;
}

/** Whether NetworkPolicy can name the protocol; of others it makes no statement. */
export function isPolicyProtocol(protocol: string | undefined): boolean {
  return protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP';
}
