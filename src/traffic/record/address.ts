import { formatIpAddress, tryParseIpAddress } from '../../model/ip-address';

const PLAIN_V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** The usual text of an address; IPv4 in the clothes of IPv6 (`::ffff:10.1.2.3`) is IPv4. Undefined for no address. */
export function plainAddress(text: unknown): string | undefined {
  if (typeof text !== 'string' || text === '' || text.length > 64) return undefined;
  if (!text.includes(':')) return PLAIN_V4.test(text) ? text : undefined;
  const address = tryParseIpAddress(text);
  if (!address) return undefined;
  const mapped = address.family === 6 && address.value >> 32n === 0xffffn;
  return formatIpAddress(mapped ? { family: 4, value: address.value & 0xffffffffn } : address);
}

/** `10.0.0.1:80` and `[2001:db8::1]:80` taken apart. */
export function addressAndPort(text: unknown): { ip: string; port?: number } | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s[\]]+?)):(\d{1,5})$/.exec(text);
  const ip = plainAddress(parts ? (parts[1] ?? parts[2]) : text);
  if (ip === undefined) return undefined;
  const port = parts ? Number(parts[3]) : 0;
  return port > 0 && port < 65536 ? { ip, port } : { ip };
}
