/**
 * What the name of a variable, flag or field says about its value.
 *
 * `address`: it is one. `weak`: it is one in some programs (`-h`). `neutral`: it says nothing. `published`: where the
 * workload itself can be found. `listen`: where it listens. `other`: something else. `secret`: never to be looked at.
 */
export type KeyMeaning = 'address' | 'weak' | 'neutral' | 'published' | 'listen' | 'other' | 'secret';

const ADDRESS = words(
  'HOST HOSTS HOSTNAME HOSTNAMES URL URLS URI URIS ADDR ADDRS ADDRESS ADDRESSES ENDPOINT ENDPOINTS SERVER SERVERS',
  'BROKER BROKERS DSN BOOTSTRAP UPSTREAM UPSTREAMS PROXY TARGET TARGETS BACKEND BACKENDS CONNECTION CONN CONNSTR',
  'CONNECTIONSTRING PEERS SEEDS POINTS REPLICAOF SENTINELS DATASOURCE JDBC GATEWAY',
);
/** Endings of words that people write together: PGHOST, DBURL. */
const ADDRESS_ENDINGS = ['HOST', 'URL', 'URI', 'ADDR', 'SERVERS'];
const WEAK = words('H');
const OTHER = words(
  'LEVEL MODE NAME TOPIC TOPICS DATABASE DB ENV ENVIRONMENT REGION USER USERNAME ROLE TYPE KIND NAMESPACE QUEUE EXCHANGE',
  'PROFILE PROFILES PREFIX SUFFIX PATH DIR FORMAT LANG LOCALE TZ TIMEZONE VERSION TAG IMAGE CLASS GROUP STAGE SCHEMA',
  'TABLE INDEX BUCKET FILE LABEL LABELS ZONE ID FEATURES DESCRIPTION TITLE DRIVER DIALECT PROTOCOL STRATEGY COMMAND',
);
const SECRET = words('PASSWORD PASSWD PASS PWD TOKEN SECRET KEY CREDENTIAL CREDENTIALS PRIVATE SALT PASSPHRASE APIKEY');
const LISTEN = words('LISTEN LISTENER LISTENERS BIND ADVERTISE ADVERTISED');
const PUBLISHED = words('EXTERNAL PUBLIC ROOT REDIRECT CALLBACK CANONICAL CORS ALLOWED ORIGIN ORIGINS');

/** @param key as it is written: `REDIS_HOST`, `spring.kafka.bootstrap-servers`, `serverAddress`, `--db-url` */
export function meaningOf(key: string | undefined): KeyMeaning {
  if (key === undefined) return 'neutral';
  const all = keyWords(key);
  const last = all[all.length - 1];
  if (last === undefined) return 'neutral';
  if (all.includes('NO') && last === 'PROXY') return 'other';
  if (SECRET.has(last)) return 'secret';
  if (all.some((word) => LISTEN.has(word))) return 'listen';
  const isAddress = ADDRESS.has(last) || ADDRESS_ENDINGS.some((ending) => last.endsWith(ending));
  if (all.some((word) => PUBLISHED.has(word)) && (isAddress || PUBLISHED.has(last))) return 'published';
  if (isAddress || (last === 'NAME' && all[all.length - 2] === 'HOST')) return 'address';
  if (OTHER.has(last) && !(last === 'DB' && all.length === 1)) return 'other';
  if (WEAK.has(last) && key.startsWith('-')) return 'weak';
  return 'neutral';
}

/** Longer keys say nothing more. */
const MOST_CHARACTERS = 512;
/** Programs of one house call their variables alike: most keys have been taken apart before. */
const MOST_REMEMBERED = 20_000;
const remembered = new Map<string, readonly string[]>();

/** The words of a key, in upper case: `bootstrap-servers` and `bootstrapServers` are two words each. */
export function keyWords(key: string): readonly string[] {
  let known = remembered.get(key);
  if (!known) {
    known = key
      .slice(-MOST_CHARACTERS)
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .toUpperCase()
      .split(/[^A-Z0-9]+/)
      .filter((word) => word !== '');
    if (remembered.size < MOST_REMEMBERED) remembered.set(key, known);
  }
  return known;
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
