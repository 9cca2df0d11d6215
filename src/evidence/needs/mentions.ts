import { mayHoldPassword, schemeOf } from './schemes';
import { tryParseIpAddress } from '../../model/ip-address';
import { Protocol } from '../../model/protocol';
import { pushAll } from '../../model/push-all';

/** How a text names somebody to connect to. */
export type MentionForm =
  /** A URL. */
  | 'url'
  /** Words that say so: `host=db port=5432`, `user@tcp(db:3306)`. */
  | 'keywords'
  /** `db:5432` */
  | 'host-port'
  /** A name or an address alone. */
  | 'name';

/** Somebody to connect to, as a text names him. */
export interface Mention {
  /** In lower case, without a dot at the end. */
  readonly host: string;
  readonly port?: number;
  /** What goes without saying. */
  readonly defaultPort?: number;
  readonly protocol: Protocol;
  readonly form: MentionForm;
  /** Whether there are words around it that are none. */
  readonly inProse: boolean;
}

/** No value of a ConfigMap or Secret is longer. */
export const LONGEST_TEXT = 1_048_576;
const LONGEST_HOST = 253;
/** Longer than any list of hosts in a URL. */
const LONGEST_URL = 2048;
/** More is no configuration; each costs what its URL is long. */
const MOST_URLS = 10_000;

/** What is mentioned in a value that is meant as a whole, such as that of a variable. */
export function mentionsIn(text: string): Mention[] {
  const value = text.slice(0, LONGEST_TEXT).trim();
  // Most values are one word: true, info, 30s, db.
  if (/^[\w.:-]{0,300}$/.test(value)) {
    const word = wordMention(value);
    return word ? [word] : [];
  }
  const byWords = keywordMentions(value);
  if (byWords.length > 0) return byWords;
  const { mentions, rest } = urlsIn(value);
  const words = wordsOf(rest);
  const inProse = mentions.length > 0 && /(?:^|\s)[A-Za-z]+[,.]?(?:\s|$)/.test(rest);
  const found = [...mentions.map((mention) => ({ ...mention, inProse })), ...callMentions(rest)];
  const prose = words.length > 3 && words.filter((word) => /^[A-Za-z]+[.,]?$/.test(word)).length > words.length / 2;
  for (const word of words) {
    const mention = wordMention(word);
    if (mention) found.push({ ...mention, inProse: prose });
  }
  return found;
}

/** What one word mentions: `db:5432`, `db`, `10.0.0.1`. */
export function wordMention(word: string): Mention | undefined {
  const plain = { protocol: Protocol.TCP, inProse: false };
  const bracketed = /^\[([0-9a-fA-F:.]+)\](?::(\d{1,5}))?(?:\/.*)?$/.exec(word);
  if (bracketed) {
    const port = portOf(bracketed[2]);
    return {
      ...plain,
      host: bracketed[1]!.toLowerCase(),
      form: port ? 'host-port' : 'name',
      ...(port ? { port } : {}),
    };
  }
  if (isAddress(word)) return { ...plain, host: word.toLowerCase(), form: 'name' };
  const colon = word.indexOf(':');
  if (colon < 0) {
    const host = hostOf(word.includes('.svc') ? word.split('/', 1)[0]! : word);
    return host === undefined ? undefined : { ...plain, host, form: 'name' };
  }
  const host = hostOf(word.slice(0, colon));
  const port = portOf(/^(\d{1,5})(?:\/.*)?$/.exec(word.slice(colon + 1))?.[1]);
  return host === undefined || port === undefined ? undefined : { ...plain, host, port, form: 'host-port' };
}

/** The words of a text, at blanks and at signs that no address holds. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s"'`,;|&<>(){}=\\]+/).filter((word) => word !== '' && word.length <= LONGEST_HOST + 80);
}

/** A host name or address in lower case; undefined for what can be none. */
export function hostOf(text: string): string | undefined {
  if (text.length === 0 || text.length > LONGEST_HOST + 1) return undefined;
  const host = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  if (isAddress(host)) return host;
  if (!/^[a-z0-9_]/.test(host) || !/[a-z]/.test(host)) return undefined;
  return host.split('.').every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) ? host : undefined;
}

/** Most words are none, and to find that out by parsing takes long. */
function isAddress(text: string): boolean {
  return /^[0-9a-f.:]+$/i.test(text) && /[.:]/.test(text) && tryParseIpAddress(text) !== undefined;
}

export function portOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= 1 && number <= 65535 ? number : undefined;
}

/** URLs, and the text without them. */
function urlsIn(text: string): { mentions: Mention[]; rest: string } {
  const mentions: Mention[] = [];
  let rest = '';
  let from = 0;
  let count = 0;
  for (let at = text.indexOf('//'); at >= 0 && count < MOST_URLS; at = text.indexOf('//', Math.max(at + 2, from))) {
    const before = at === 0 ? ' ' : text[at - 1]!;
    // Oracle writes thin:@//host:1521/service; without any scheme, the URL is one of the scheme at hand.
    const scheme = before === ':' ? schemeBefore(text, at - 1, from) : before === '@' ? 'thin' : '';
    if (scheme === '' && !/[\s"'=,]/.test(before)) continue;
    count++;
    const end = endOfUrl(text, at + 2);
    const url = text.slice(at + 2, end);
    pushAll(mentions, authorityMentions(scheme, url));
    const start = before === ':' ? at - 1 - scheme.length : at;
    rest += `${text.slice(from, Math.max(from, start))} `;
    from = at + 2 + (nextUrlIn(url) ?? url.length);
  }
  return { mentions, rest: rest + text.slice(from) };
}

/** `jdbc:postgresql` is PostgreSQL, and what stands before a scheme is none of it. */
function schemeBefore(text: string, colon: number, from: number): string {
  let start = colon;
  while (start > from && colon - start < 32 && /[A-Za-z0-9+.-]/.test(text[start - 1]!)) start--;
  return text.slice(start, colon);
}

function endOfUrl(text: string, from: number): number {
  const url = text.slice(from, from + LONGEST_URL);
  const end = url.search(/[\s"'`<>|\\)]/);
  return from + (end < 0 ? url.length : end);
}

/** Lists of URLs have a comma between them, which is no part of any. */
function nextUrlIn(url: string): number | undefined {
  const next = url.indexOf('://');
  const comma = next < 0 ? -1 : url.lastIndexOf(',', next);
  return comma >= 0 ? comma : undefined;
}

function authorityMentions(schemeName: string, url: string): Mention[] {
  const scheme = schemeName === '' ? { protocol: Protocol.TCP } : schemeOf(schemeName);
  if (!scheme) return [];
  // gRPC names its resolver first: dns:///orders:8080.
  const afterSlash = url.startsWith('/') && /^(?:dns|passthrough|kubernetes)$/i.test(schemeName) ? url.slice(1) : url;
  const whole = mayHoldPassword(schemeName) ? afterPassword(afterSlash) : afterSlash;
  const end = whole.search(/[/?#;]/);
  const authority = end < 0 ? whole : whole.slice(0, end);
  const hosts = authority.slice(authority.lastIndexOf('@') + 1);
  const protocol = /^(?:dns|kubernetes|passthrough)$/i.test(schemeName) ? Protocol.TCP : scheme.protocol;
  const defaultPort = 'port' in scheme && !/^dns$/i.test(schemeName) ? scheme.port : undefined;
  return hosts.split(',').flatMap((piece): Mention[] => {
    const mention = wordMention(piece);
    if (!mention) return [];
    return [{ ...mention, protocol, form: 'url', ...(defaultPort === undefined ? {} : { defaultPort }) }];
  });
}

/** Without the user and the password, which may hold any sign as long as the host comes behind the last `@`. */
function afterPassword(url: string): string {
  const query = url.indexOf('?');
  return url.slice(url.lastIndexOf('@', query < 0 ? url.length : query) + 1);
}

/** `app:pw@tcp(sql:3307)/d`, as Go's driver for MySQL has it. */
function callMentions(text: string): Mention[] {
  const mentions: Mention[] = [];
  for (const protocol of ['tcp(', 'tcp4(', 'tcp6(', 'udp(']) {
    const at = text.indexOf(`@${protocol}`);
    const end = at < 0 ? -1 : text.indexOf(')', at);
    if (end < 0) continue;
    const mention = wordMention(text.slice(at + 1 + protocol.length, end));
    if (mention) {
      mentions.push({
        ...mention,
        form: 'keywords',
        protocol: protocol.startsWith('udp') ? Protocol.UDP : Protocol.TCP,
        defaultPort: 3306,
      });
    }
  }
  return mentions;
}

const HOST_KEYS = new Set(['host', 'hostaddr', 'server', 'data source', 'address', 'addr', 'endpoint', 'datasource']);
const PORT_KEYS = new Set(['port']);
/** Words that only stand in the description of a connection. */
const OTHER_KEYS =
  /^(?:user(?: ?id|name)?|uid|password|pwd|db(?:name)?|database|initial catalog|sslmode|integrated security|trusted_connection|encrypt|connect_timeout|port|pooling|ssl mode|application_name)$/;
const LONGEST_KEYWORDS = 4096;

/** `host=pg port=6432 user=app`, as libpq has it, and `Server=sql,1433;Database=d`, as ADO.NET has it. */
function keywordMentions(text: string): Mention[] {
  if (text.length > LONGEST_KEYWORDS || !text.includes('=') || text.includes('://')) return [];
  const pairs = (text.includes(';') ? text.split(';') : text.split(/\s+/)).flatMap((piece): [string, string][] => {
    const at = piece.indexOf('=');
    return at <= 0 ? [] : [[piece.slice(0, at).trim().toLowerCase(), piece.slice(at + 1).trim()]];
  });
  const hosts = pairs.filter(([key]) => HOST_KEYS.has(key)).flatMap(([, value]) => value.split(/,(?!\d+$)/));
  if (hosts.length === 0 || !pairs.some(([key]) => OTHER_KEYS.test(key))) return [];
  const port = portOf(pairs.find(([key]) => PORT_KEYS.has(key))?.[1]);
  return hosts.flatMap((written): Mention[] => {
    const plain = written.replace(/^['"]|['"]$/g, '').replace(/^tcp:/i, '');
    const [name = '', own] = plain.split(',');
    const mention = wordMention(own === undefined ? name : `${name}:${own}`);
    const chosen = mention?.port ?? port;
    return mention ? [{ ...mention, form: 'keywords', ...(chosen === undefined ? {} : { port: chosen }) }] : [];
  });
}
