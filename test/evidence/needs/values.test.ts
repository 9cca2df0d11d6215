import { describe, expect, test } from 'vitest';
import { configMap, needsIn, needsOfWeb, secret, service, workload } from './case';

const CLUSTER = [
  ...service('shop/orders', [[80, 8080]]),
  ...service('shop/db', [[5433, 5432]]),
  ...service('shop/pg', [
    [5432, 5432],
    [6432, 6000],
  ]),
  ...service('shop/sql', [[3307, 3306]]),
  ...service('shop/a', [5432]),
  ...service('shop/b', [5432]),
  ...service('shop/info', [80]),
  ...service('shop/m', [27017], { clusterIP: 'None' }, 'StatefulSet'),
  ...service('cache/redis', [6379]),
  ...service('mon/otel', [4317, 4318]),
];

describe('a value of a variable', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['a URL without a port', { ORDERS_URL: 'http://orders' }, ['shop/orders TCP/8080 certain']],
    ['a host and a port apart', { DB_HOST: 'db', DB_PORT: '5433' }, ['shop/db TCP/5432 certain']],
    ['PGHOST and PGPORT', { PGHOST: 'pg', PGPORT: '6432' }, ['shop/pg TCP/6000 certain']],
    ['a port of a shorter prefix', { DB_MAIN_HOST: 'db', DB_PORT: '5433' }, ['shop/db TCP/5432 certain']],
    ['a level that is called like a Service', { LOG_LEVEL: 'info' }, []],
    [
      'an outside name that begins like a Service',
      { X_URL: '//orders.partner.example.net' },
      ['external(orders.partner.example.net) - possible'],
    ],
    ['a name with its namespace', { CACHE: 'redis.cache' }, ['cache/redis TCP/6379 certain']],
    ['the same with .svc', { X: 'redis.cache.svc:6379' }, ['cache/redis TCP/6379 certain']],
    [
      'a whole name with a dot behind it',
      { X_ADDR: 'orders.shop.svc.cluster.local.' },
      ['shop/orders TCP/8080 certain'],
    ],
    ['MongoDB with several hosts', { X: 'mongodb://u:p@m-0.m,m-1.m:27017/x' }, ['shop/m TCP/27017 certain']],
    ['libpq words', { X: 'host=pg port=6432 user=app password=s3cret' }, ['shop/pg TCP/6000 certain']],
    ['ADO.NET words', { X: 'Server=tcp:sql,3307;Database=d;User Id=app;Password=s' }, ['shop/sql TCP/3306 certain']],
    ["Go's driver for MySQL", { X: 'app:pw@tcp(sql:3307)/d' }, ['shop/sql TCP/3306 certain']],
    [
      'JDBC with two hosts',
      { X: 'jdbc:postgresql://a:5432,b:5432/x' },
      ['shop/a TCP/5432 certain', 'shop/b TCP/5432 certain'],
    ],
    ['a list of brokers', { KAFKA_BROKERS: 'a:5432,b:5432' }, ['shop/a TCP/5432 certain', 'shop/b TCP/5432 certain']],
    ['references to others', { H: 'db', P: '5433', X_URL: 'postgres://$(H):$(P)/x' }, ['shop/db TCP/5432 certain']],
    ['a reference that is none', { H: 'db', X: 'http://$$(H)' }, ['shop/db TCP/5432 possible']],
    ['OpenTelemetry', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel.mon:4317' }, ['mon/otel TCP/4317 certain']],
    ['gRPC with its resolver', { T: 'dns:///orders:80' }, ['shop/orders TCP/8080 certain']],
    ['itself', { A: 'http://localhost:8080', B: '127.0.0.1:1', C_ADDR: '0.0.0.0', D: 'http://[::1]:80' }, []],
    [
      'what it listens on',
      { LISTEN_ADDR: 'orders:80', BIND: '0.0.0.0:80', KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://m-0.m:9092' },
      [],
    ],
    [
      'whom a proxy leaves out',
      { NO_PROXY: 'orders,db,.svc,10.0.0.0/8', HTTP_PROXY: 'http://proxy.corp.example:3128' },
      ['external(proxy.corp.example) TCP/3128 certain'],
    ],
    ['the metadata of a cloud', { M: 'http://169.254.169.254/latest' }, ['ip(169.254.169.254/32) TCP/80 certain']],
    [
      'where it is found itself',
      { PUBLIC_URL: 'https://shop.example.com' },
      ['external(shop.example.com) TCP/443 possible'],
    ],
    [
      'buckets, files and images',
      { A: 's3://bucket/x', B: 'file:///etc/x', SIDECAR_IMAGE: 'orders:80', V: '1.2.3.4', C: '10.0.0.0/8' },
      [],
    ],
    ['a password that looks like an address', { DB_PASSWORD: 'orders:80', API_TOKEN: 'http://orders' }, []],
    ['an address of a user that looks like a host', { ADMIN_EMAIL: 'root@orders' }, []],
  ])('%s', (_what, env, expected) => {
    expect(needsOfWeb([...CLUSTER, workload({ env })])).toEqual(expected);
  });

  test('a two-part name whose namespace is not there is outside, and reported where it must be an address', () => {
    const found = needsIn([workload({ env: { REDIS_HOST: 'redis.cache' } })]);
    expect(found.needs.map(({ confidence, note }) => [confidence, note])).toEqual([['possible', 'no port is written']]);
    expect(found.unresolved[0]!.because).toContain('no namespace cache in the input');
  });

  test.each([
    ['http://orders:9999', 'Service shop/orders does not serve port 9999; its ports are 80'],
    ['http://old-orders', 'no Service old-orders in shop'],
    ['http://ordrs', 'no Service ordrs in shop; did you mean orders?'],
    ['http://orders.nowhere.svc', 'no namespace nowhere in the input'],
    ['http://x.cache.svc:80', 'no Service x in cache'],
  ])('%s leads nowhere and says why', (value, because) => {
    const { needs, unresolved } = needsIn([...CLUSTER, workload({ env: { A: value } })]);
    expect(unresolved.map((one) => one.because)).toEqual([because]);
    expect(needs.filter(({ from }) => from.kind === 'workload' && from.workload.name === 'web')).toEqual([]);
  });

  test('the address of the node is the node', () => {
    const env = { AGENT_HOST: { fieldRef: { fieldPath: 'status.hostIP' } }, AGENT_PORT: '6831' };
    expect(needsOfWeb([workload({ env })])).toEqual(['node(own) TCP/6831 certain']);
  });

  test('a cluster address of a Service is the Service', () => {
    const objects = [
      ...service('shop/api', [[80, 8080]], { clusterIP: '10.96.0.7' }),
      workload({ env: { A: 'http://10.96.0.7' } }),
    ];
    expect(needsOfWeb(objects)).toEqual(['shop/api TCP/8080 certain']);
  });

  test('another domain of the cluster counts where it is said', () => {
    const objects = [...CLUSTER, workload({ env: { A: 'http://orders.shop.svc.corp.lan' } })];
    expect(needsOfWeb(objects, { clusterDomain: 'corp.lan' })).toEqual(['shop/orders TCP/8080 certain']);
    expect(needsOfWeb(objects)).toEqual(['external(orders.shop.svc.corp.lan) TCP/80 certain']);
  });

  test('the API server by its name', () => {
    expect(needsOfWeb([workload({ env: { A: 'https://kubernetes.default.svc' } })])).toEqual([
      'kube-apiserver TCP/6443 certain',
    ]);
  });
});

describe('a command', () => {
  test.each<[string, object, string[]]>([
    ['flags with a sign', { args: ['--listen=:8443', '--upstream=http://orders/x'] }, ['shop/orders TCP/8080 certain']],
    ['flags with a blank', { args: ['--db-host', 'db', '--db-port', '5433'] }, ['shop/db TCP/5432 certain']],
    ['nc', { command: ['sh', '-c', 'until nc -zv db 5433; do sleep 1; done'] }, ['shop/db TCP/5432 certain']],
    [
      'nc with variables',
      { env: [{ name: 'H', value: 'db' }], command: ['sh', '-c', 'nc -z $H ${P:-5433}'] },
      ['shop/db TCP/5432 certain'],
    ],
    ["bash's device", { command: ['bash', '-c', 'exec 3<>/dev/tcp/db/5433'] }, ['shop/db TCP/5432 certain']],
    ['wait-for-it', { args: ['./wait-for-it.sh', 'db:5433', '--', 'node', 'main.js'] }, ['shop/db TCP/5432 certain']],
    ['a comment', { command: ['sh', '-c', '# curl http://orders\ntrue'] }, []],
    ['words that are called like Services', { command: ['node', 'info', 'orders'] }, []],
    [
      'a probe',
      { readinessProbe: { exec: { command: ['redis-cli', '-h', 'redis.cache', 'ping'] } } },
      ['cache/redis TCP/6379 likely'],
    ],
    [
      'a hook',
      { lifecycle: { preStop: { exec: { command: ['curl', 'http://orders/bye'] } } } },
      ['shop/orders TCP/8080 likely'],
    ],
  ])('%s', (_what, container, expected) => {
    expect(needsOfWeb([...CLUSTER, workload({ container })])).toEqual(expected);
  });
});

describe('a file', () => {
  const mounted = (name: string, text: string, more: object = {}) => [
    ...CLUSTER,
    configMap('shop/conf', { [name]: text }),
    workload({
      container: { volumeMounts: [{ name: 'c', mountPath: '/etc/app' }] },
      pod: { volumes: [{ name: 'c', configMap: { name: 'conf', ...more } }] },
    }),
  ];

  test.each<[string, string, string[]]>([
    [
      'application.yaml',
      'a:\n  url: http://orders/x\nb: { jdbc: "jdbc:postgresql://a:5432/x" }\n',
      ['shop/a TCP/5432 certain', 'shop/orders TCP/8080 certain'],
    ],
    ['envoy.yaml', 'socket_address:\n  address: db\n  port_value: 5433\n', ['shop/db TCP/5432 certain']],
    [
      'prometheus.yml',
      'scrape_configs:\n- static_configs:\n  - targets: ["orders:80", "redis.cache:6379"]\n',
      ['cache/redis TCP/6379 certain', 'shop/orders TCP/8080 certain'],
    ],
    ['app.json', '{"db": {"host": "db", "port": 5433}}', ['shop/db TCP/5432 certain']],
    ['app.toml', '[db]\nhost = "db"\nport = 5433\n# url = "http://orders"\n', ['shop/db TCP/5432 certain']],
    ['app.env', 'ORDERS_URL=http://orders\n#OLD=http://a\n', ['shop/orders TCP/8080 certain']],
    [
      'fluent-bit.conf',
      '[OUTPUT]\n    Name  es\n    Host  redis.cache\n    Port  6379\n',
      ['cache/redis TCP/6379 certain'],
    ],
    ['haproxy.cfg', 'backend orders\n  server s1 db:5433 check\n', ['shop/db TCP/5432 likely']],
    ['run.sh', '#!/bin/sh\n# http://a\ncurl -s http://orders/up\n', ['shop/orders TCP/8080 certain']],
    ['README.md', 'See https://example.com/docs for more.', ['external(example.com) TCP/443 possible']],
    ['DATABASE_HOST', 'redis.cache', ['cache/redis TCP/6379 certain']],
    ['torn.yaml', 'a: [http://orders', ['shop/orders TCP/8080 certain']],
  ])('%s', (name, text, expected) => {
    expect(needsOfWeb(mounted(name, text))).toEqual(expected);
  });

  test('counts only where a pod mounts it', () => {
    expect(needsOfWeb([...CLUSTER, configMap('shop/conf', { 'a.yaml': 'url: http://orders' }), workload()])).toEqual(
      [],
    );
    expect(needsOfWeb(mounted('a.yaml', 'url: http://orders', { items: [{ key: 'other', path: 'x' }] }))).toEqual([]);
  });

  test('that the input does not hold is named', () => {
    const { notRead } = needsIn([
      workload({
        container: { envFrom: [{ secretRef: { name: 'gone' } }, { configMapRef: { name: 'maybe', optional: true } }] },
      }),
    ]);
    expect(notRead).toEqual(['Secret shop/gone']);
  });
});

describe('a Secret', () => {
  const PASSWORDS = [
    'hunter2',
    'pa@ssw/w:rd1',
    'ssw/ord',
    'corr.ect',
    'orders:80',
    'x.battery.horse',
    's3cr3t.local:81',
  ];
  const holding = (data: Record<string, string>) => [
    ...CLUSTER,
    secret('shop/s', data),
    workload({ container: { envFrom: [{ secretRef: { name: 's' } }] } }),
  ];
  const everything = (objects: object[]) => {
    const { needs, unresolved } = needsIn(objects);
    return JSON.stringify([
      needs.map(({ to, via, note, evidence }) => [
        to.kind === 'workload' ? to.workload.id : to,
        via,
        note,
        evidence.map(({ text }) => text),
      ]),
      unresolved.map(({ value, because, evidence }) => [value, because, evidence.text]),
    ]);
  };

  test.each(PASSWORDS)('the password %s is never shown', (password) => {
    const shown = everything(
      holding({
        DATABASE_URL: `postgres://app:${password}@db:5433/x`,
        PASSWORD: password,
        NEUTRAL: password,
        LIBPQ: `host=db port=5433 user=app password=${password}`,
        MYSQL: `app:${password}@tcp(sql:3307)/d`,
      }),
    );
    expect(shown).toContain('Service shop/db:5433');
    for (const part of password === 'orders:80' ? [] : password.split(/[@/:]/)) {
      if (part.length > 2) expect(shown).not.toContain(part);
    }
    expect(shown).toContain('value withheld');
  });

  test('is read out of data, too, and not at all where nobody wants it', () => {
    const objects = [
      ...CLUSTER,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: 'shop' },
        data: { U: Buffer.from('http://orders').toString('base64') },
      },
      workload({ env: { U: { secretKeyRef: { name: 's', key: 'U' } } } }),
    ];
    expect(needsOfWeb(objects)).toEqual(['shop/orders TCP/8080 certain']);
    expect(needsOfWeb(objects, { secrets: false })).toEqual([]);
  });
});

test('hostile values take no longer than they are long', () => {
  const texts = [
    '://'.repeat(60_000),
    '//@'.repeat(60_000),
    'a.'.repeat(80_000),
    '=;'.repeat(80_000),
    'http://a,'.repeat(20_000),
    '$('.repeat(60_000),
    '<!--'.repeat(40_000),
    '${'.repeat(60_000),
    '@tcp('.repeat(30_000),
  ];
  for (const [index, text] of texts.entries()) {
    for (const name of ['a.yaml', 'a.conf', 'a.sh', 'a.xml', 'a.properties']) {
      const objects = [
        configMap('shop/conf', { [name]: text }),
        workload({
          env: { [`V${index}`]: text },
          container: { command: ['sh', '-c', text.slice(0, 100_000)], volumeMounts: [{ name: 'c', mountPath: '/x' }] },
          pod: { volumes: [{ name: 'c', configMap: { name: 'conf' } }] },
        }),
      ];
      expect(needsIn(objects).workloads).toBe(1);
    }
  }
});
