import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { JsonMap, asList, asNumber, asText } from '../record/json-value';

/** Answers without a lifetime count for so long, as Cilium's own shortest does. */
const SHORTEST_TTL_MS = 3_600_000;
const MOST_ADDRESSES = 100_000;
const MOST_NAMES = 32;

/** Which names were asked for before an address was used. An address has as many names as were answered with it. */
export class DnsAnswers {
  /** The end of each name's time, by address. */
  private readonly names = new Map<string, Map<string, number>>();

  /** Notes an answer: `query`, `ips`, `ttl`. */
  public add(dns: JsonMap, at: number | undefined): void {
    const query = asText(dns.query)?.replace(/\.$/, '').toLowerCase();
    if (query === undefined || query.length > 253 || at === undefined) return;
    const until = at + Math.max(SHORTEST_TTL_MS, (asNumber(dns.ttl) ?? 0) * 1000);
    for (const text of asList(dns.ips)) {
      const ip = plainAddress(text);
      if (ip === undefined) continue;
      if (this.names.size >= MOST_ADDRESSES) this.names.clear();
      let own = this.names.get(ip);
      if (!own) this.names.set(ip, (own = new Map()));
      if (own.size < MOST_NAMES || own.has(query)) own.set(query, Math.max(until, own.get(query) ?? 0));
    }
  }

  /** The end with the names that its address had, where it is outside and the log itself names none. */
  public named(end: End, at: number | undefined): End {
    const { role, ip, fqdn } = end.facts;
    if (this.names.size === 0 || role !== 'external' || fqdn || ip === undefined || at === undefined) return end;
    const names = [...(this.names.get(ip) ?? [])].filter(([, until]) => at <= until).map(([name]) => name);
    return names.length === 0 ? end : new End({ ...end.facts, fqdn: names.sort() });
  }
}
