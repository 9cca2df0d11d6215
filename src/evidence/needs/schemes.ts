import { Protocol } from '../../model/protocol';

/** What the scheme of a URL says about who is connected to. */
export interface Scheme {
  /** The port where the URL names none. @default - the scheme has none */
  readonly port?: number;
  readonly protocol: Protocol;
}

const tcp = (port?: number): Scheme => ({ protocol: Protocol.TCP, ...(port === undefined ? {} : { port }) });
const udp = (port?: number): Scheme => ({ protocol: Protocol.UDP, ...(port === undefined ? {} : { port }) });

/**
 * Schemes of URLs and the port that goes without saying: of the IANA registries of schemes and of service names, and,
 * where those have none, of the documentation of the server.
 */
const SCHEMES: ReadonlyMap<string, Scheme> = new Map(
  Object.entries({
    http: tcp(80),
    https: tcp(443),
    ws: tcp(80),
    wss: tcp(443),
    h2c: tcp(80),
    grpc: tcp(),
    grpcs: tcp(443),
    tcp: tcp(),
    tls: tcp(),
    ssl: tcp(),
    udp: udp(),
    postgres: tcp(5432),
    postgresql: tcp(5432),
    cockroachdb: tcp(26257),
    mysql: tcp(3306),
    mysql2: tcp(3306),
    mariadb: tcp(3306),
    sqlserver: tcp(1433),
    mssql: tcp(1433),
    oracle: tcp(1521),
    thin: tcp(1521),
    redis: tcp(6379),
    rediss: tcp(6379),
    valkey: tcp(6379),
    memcached: tcp(11211),
    mongodb: tcp(27017),
    'mongodb+srv': tcp(27017),
    amqp: tcp(5672),
    amqps: tcp(5671),
    kafka: tcp(9092),
    pulsar: tcp(6650),
    'pulsar+ssl': tcp(6651),
    nats: tcp(4222),
    stomp: tcp(61613),
    mqtt: tcp(1883),
    mqtts: tcp(8883),
    zk: tcp(2181),
    zookeeper: tcp(2181),
    etcd: tcp(2379),
    cassandra: tcp(9042),
    clickhouse: tcp(9000),
    elasticsearch: tcp(9200),
    bolt: tcp(7687),
    neo4j: tcp(7687),
    'bolt+s': tcp(7687),
    'neo4j+s': tcp(7687),
    influxdb: tcp(8086),
    ldap: tcp(389),
    ldaps: tcp(636),
    smtp: tcp(25),
    smtps: tcp(465),
    imap: tcp(143),
    imaps: tcp(993),
    ftp: tcp(21),
    sftp: tcp(22),
    ssh: tcp(22),
    git: tcp(9418),
    rtsp: tcp(554),
    vnc: tcp(5900),
    statsd: udp(8125),
    syslog: udp(514),
    dns: udp(53),
    passthrough: tcp(),
    kubernetes: tcp(),
    temporal: tcp(7233),
    consul: tcp(8500),
    vault: tcp(8200),
  }),
);

/** How to connect, by the scheme; undefined for what is no connection (`s3`, `file`) or nobody knows. */
export function schemeOf(name: string): Scheme | undefined {
  return SCHEMES.get(name.toLowerCase());
}

/** Schemes whose URLs are not read by strict rules: passwords stand in them as they are, with `@` and `/`. */
export function mayHoldPassword(name: string): boolean {
  return !/^(?:https?|wss?|h2c|dns|grpcs?)$/i.test(name);
}
