import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { namespace, pod, policy } from '../fixtures/objects';
import { schemaErrors } from '../support/schema';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'netpol-reach-'))));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function file(...objects: object[]): string {
  const path = join(folder, `input-${count++}.json`);
  writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  return path;
}

const shop = [
  namespace('shop'),
  pod('shop/web', { labels: { app: 'web' } }),
  pod('shop/db', { labels: { app: 'db' } }),
  policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  policy('shop/web', {
    podSelector: { matchLabels: { app: 'web' } },
    egress: [
      { to: [{ podSelector: { matchLabels: { app: 'db' } } }], ports: [{ port: 5433 }, { port: 5432 }] },
      { to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ protocol: 'UDP', port: 53 }] },
    ],
  }),
  policy('shop/db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 5000, endPort: 6000 }] }],
  }),
];

interface ReachDocument {
  notIsolated: { endpoint: string; direction: string }[];
  exposure?: { endpoint: string; direction: string; peer: object; ports: 'all' | string[]; namedPorts?: object[] }[];
  endpoints: { id: string; kind: string }[];
  connections: { from: string; to: string; ports: 'all' | string[] }[];
  undefined: { from: string; to: string; ports: 'all' | string[] }[];
}

async function reachJson(objects: object[], ...options: string[]): Promise<ReachDocument> {
  const { code, out, err } = await runCli('reach', file(...objects), '--format', 'json', ...options);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const document = JSON.parse(out) as ReachDocument;
  expect(schemaErrors('netpol.reach.v1', document)).toEqual([]);
  return document;
}

describe('json', () => {
  test('names endpoints, and merges and sorts ports', async () => {
    const { endpoints, connections } = await reachJson(shop);
    expect(endpoints).toContainEqual({ id: 'shop/web[Pod]', kind: 'workload' });
    expect(connections).toEqual([
      { from: 'shop/web[Pod]', to: 'shop/db[Pod]', ports: ['TCP 5432-5433'] },
      { from: 'shop/web[Pod]', to: '10.0.0.0-10.0.255.255', ports: ['UDP 53'] },
      { from: 'shop/web[Pod]', to: '10.2.0.0-10.255.255.255', ports: ['UDP 53'] },
    ]);
  });

  test('has addresses in both families as ranges without gap or overlap, and says all for every port', async () => {
    const { endpoints, connections } = await reachJson([pod('shop/web')]);
    expect(endpoints.filter(({ kind }) => kind === 'ip').map(({ id }) => id)).toEqual([
      '0.0.0.0-255.255.255.255',
      '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ]);
    expect(connections).toContainEqual({ from: 'shop/web[Pod]', to: '0.0.0.0-255.255.255.255', ports: 'all' });
  });

  test('keeps apart what is undefined because of hostNetwork', async () => {
    const { connections, undefined: open } = await reachJson([
      ...shop,
      pod('shop/agent', { spec: { hostNetwork: true } }),
    ]);
    expect(connections.map(({ from }) => from)).not.toContain('shop/agent[Pod]');
    expect(open).toContainEqual({ from: 'shop/agent[Pod]', to: 'shop/db[Pod]', ports: 'all' });
  });
});

describe('what is counted', () => {
  test('is what is printed, however many ranges the addresses are', async () => {
    const { out } = await runCli('reach', file(...shop));
    const lines = out.split('\n').filter((line) => line.includes(' -> '));
    expect(lines).toHaveLength(2);
    expect(out).toContain('2 connections allowed, between 2 workloads and 1 set of addresses.');
    const markdown = (await runCli('reach', file(...shop), '--format', 'markdown')).out;
    expect(markdown).toContain('**2 connections** of 2 workloads.');
  });
});

describe('a workload that nothing may reach and that may reach nothing', () => {
  const lonely = pod('shop/lonely', { labels: { app: 'lonely' } });

  test('is named, although no connection names it', async () => {
    const text = (await runCli('reach', file(...shop, lonely))).out;
    expect(text).toContain('Nothing may reach this workload, and it may reach nothing: shop/lonely[Pod].\n');
    const markdown = (await runCli('reach', file(...shop, lonely), '--format', 'markdown')).out;
    expect(markdown).toContain('and it may reach nothing: shop/lonely\\[Pod\\].');
    expect(await reachJson([...shop, lonely])).toMatchObject({ alone: ['shop/lonely[Pod]'] });
  });

  test('is not one whose connections are out of focus or undefined', async () => {
    expect(await reachJson(shop, '--focus', 'workload=shop/db', '--focus', 'direction=egress')).toMatchObject({
      alone: [],
    });
    const onHost = pod('shop/lonely', { spec: { hostNetwork: true } });
    expect(await reachJson([...shop, onHost])).toMatchObject({ alone: [] });
    expect((await runCli('reach', file(...shop))).out).not.toContain('Nothing may reach');
  });
});

describe('who is not isolated', () => {
  test('stands in the json, once for each direction', async () => {
    const ingressOnly = policy('lab/deny', { podSelector: {}, policyTypes: ['Ingress'] });
    const { notIsolated } = await reachJson([...shop, pod('lab/tool'), ingressOnly]);
    expect(notIsolated).toEqual([{ endpoint: 'lab/tool[Pod]', direction: 'Egress' }]);
  });
});

describe('--exposure', () => {
  const partners = policy('shop/partners', {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { team: 'partner' } },
            podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['test'] }] },
          },
        ],
        ports: [{ port: 8080 }],
      },
      { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 8443 }] },
    ],
    egress: [
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } } }],
        ports: [{ port: 'http' }],
      },
    ],
  });

  test('says who there could be, with selectors as manifests have them', async () => {
    const { exposure } = await reachJson([...shop, partners], '--exposure', '--focus', 'workload=shop/web');
    const endpoint = 'shop/web[Pod]';
    const pods = { kind: 'pods', namespace: 'shop', podSelector: { matchLabels: { app: 'db' } } };
    const named = {
      kind: 'pods',
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } },
      podSelector: {},
    };
    const partner = {
      kind: 'pods',
      namespaceSelector: { matchLabels: { team: 'partner' } },
      podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['test'] }] },
    };
    const ingress = { endpoint, direction: 'Ingress' };
    const egress = { endpoint, direction: 'Egress' };
    expect(exposure).toHaveLength(6);
    expect(exposure).toEqual(
      expect.arrayContaining([
        { ...ingress, peer: partner, ports: ['TCP 8080'] },
        { ...ingress, peer: { kind: 'ip', id: '203.0.113.0-203.0.113.255' }, ports: ['TCP 8443'] },
        { ...egress, peer: pods, ports: ['TCP 5432-5433'] },
        { ...egress, peer: named, ports: [], namedPorts: [{ protocol: 'TCP', name: 'http' }] },
        { ...egress, peer: { kind: 'ip', id: '10.0.0.0-10.0.255.255' }, ports: ['UDP 53'] },
        { ...egress, peer: { kind: 'ip', id: '10.2.0.0-10.255.255.255' }, ports: ['UDP 53'] },
      ]),
    );
  });

  test('is a section of its own for people, where addresses are one peer', async () => {
    const { out } = await runCli('reach', file(...shop, partners, pod('lab/tool')), '--exposure');
    expect(out).toContain('TCP 8080           <- pods tier notin (test) of the namespaces team=partner\n');
    expect(out).toContain('the TCP port http  -> any pod of the namespace ops\n');
    expect(out).toContain('UDP 53             -> 10.0.0.0/8 except 10.1.0.0/16\n');
    expect(out).toContain('lab/tool[Pod]\n  all ports          <- anyone in the cluster\n');
    const markdown = await runCli('reach', file(...shop, partners), '--exposure', '--format', 'markdown');
    expect(markdown.out).toContain('| 203.0.113.0/24 | `shop/web[Pod]` | TCP 8443 |');
  });

  test('is not there unless somebody asks, and can be focused', async () => {
    expect(await reachJson([...shop, partners])).not.toHaveProperty('exposure');
    const { exposure } = await reachJson(
      [...shop, partners],
      ...['--exposure', '--focus', 'direction=ingress', '--focus', 'port=TCP/8443', '--focus', 'workload=shop/web'],
    );
    expect(exposure).toEqual([
      {
        endpoint: 'shop/web[Pod]',
        direction: 'Ingress',
        peer: { kind: 'ip', id: '203.0.113.0-203.0.113.255' },
        ports: ['TCP 8443'],
      },
    ]);
  });

  test.each([
    [['--format', 'dot'], '--format text, or json, or markdown'],
    [['--focus', 'peer=shop/*'], 'Leave peer= out'],
  ])('%j has no exposure, and says so', async (options, message) => {
    const { code, out, err } = await runCli('reach', file(...shop), '--exposure', ...options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('--focus', () => {
  test.each([
    [['workload=shop/db'], ['shop/web[Pod] > shop/db[Pod] TCP 5432-5433']],
    [['workload=shop/db', 'direction=egress'], []],
    [['workload=shop/web', 'peer=shop/*'], ['shop/web[Pod] > shop/db[Pod] TCP 5432-5433']],
    [['peer=10.200.0.0/16'], ['shop/web[Pod] > 10.2.0.0-10.255.255.255 UDP 53']],
    [['port=TCP/5433', 'port=TCP/1'], ['shop/web[Pod] > shop/db[Pod] TCP 5433']],
    [['direction=ingress'], ['shop/web[Pod] > shop/db[Pod] TCP 5432-5433']],
  ])('%j', async (fields, expected) => {
    const { connections } = await reachJson(shop, ...fields.flatMap((field) => ['--focus', field]));
    expect(connections.map(({ from, to, ports }) => `${from} > ${to} ${String(ports)}`)).toEqual(expected);
  });

  test('joins address ranges that differ in nothing that is shown any more', async () => {
    const everywhere = policy('shop/all', { podSelector: { matchLabels: { app: 'db' } }, egress: [{}] });
    const { endpoints } = await reachJson([...shop, everywhere], '--focus', 'workload=shop/db');
    expect(endpoints.filter(({ kind }) => kind === 'ip').map(({ id }) => id)).toEqual([
      '0.0.0.0-255.255.255.255',
      '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ]);
  });

  test.each([
    ['workload=shop/wbe', 'Did you mean shop/web?'],
    ['workload=8.8.8.8', 'Write peer=8.8.8.8'],
    ['workload=shop:{app=web}', 'netpol explain'],
    ['direction=in', 'Write ingress or egress'],
    ['prt=TCP/80', 'Did you mean port?'],
    ['shop/web', 'No field is named'],
    ['port=TCP/70000', 'out of range'],
  ])('%s is refused with what to write', async (focus, message) => {
    const { code, out, err } = await runCli('reach', file(...shop), '--focus', focus);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('--cni and --ip-blocks-match-pods', () => {
  const withAddress = [
    pod('shop/web', { status: { podIP: '10.0.0.5' } }),
    policy('shop/deny', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
    pod('lab/tool', { status: { podIP: '10.0.0.6' } }),
  ];
  const between = ({ connections }: ReachDocument) => connections.filter(({ to }) => to === 'shop/web[Pod]');

  test.each([
    [[], false],
    [['--cni', 'cilium'], false],
    [['--cni', 'calico@3.30'], true],
    [['--cni', 'calico', '--ip-blocks-match-pods', 'never'], false],
    [['--ip-blocks-match-pods', 'known-ips'], true],
  ])('%j: a block matches pods: %s', async (options, matches) => {
    const froms = between(await reachJson(withAddress, ...options)).map(({ from }) => from);
    expect(froms.includes('lab/tool[Pod]')).toBe(matches);
  });

  test('a policy that the API server refuses is left out and named, with what to write instead', async () => {
    const misspelt = policy('shop/typo', { podSelectr: {}, ingress: [{ prots: [{ port: 80 }] }] } as object);
    const [without, given] = [await runCli('reach', file(...shop)), await runCli('reach', file(...shop, misspelt))];
    expect(given.code).toBe(2);
    expect(given.out).toBe(without.out);
    expect(given.err).toMatch(/error: NetworkPolicy shop\/typo: .*"podSelectr".*refuses.*Did you mean "podSelector"\?/);
    expect(given.err).toMatch(/"prots".*Did you mean "ports"\?/);
    const taken = await runCli('reach', file(...shop, misspelt), '--allow-refused');
    expect(taken).toMatchObject({ code: 0, out: without.out });
    expect(taken.err).toMatch(/warning: NetworkPolicy shop\/typo/);
  });

  test('a plugin that enforces nothing leaves everything open, and stderr says so', async () => {
    const { code, out, err } = await runCli('reach', file(...shop), '--format', 'csv', '--cni', 'flannel');
    expect(code).toBe(0);
    expect(out).toContain('shop/db[Pod],shop/web[Pod],all,allowed');
    expect(err).toContain('Flannel enforces no NetworkPolicy');
  });
});

describe('--kubernetes', () => {
  test.each([
    ['1.29', '', 0],
    ['v1.28.4', 'restartPolicy: Always keep running, and with them their ports (since 1.29).', 0],
    // A release without endPort refuses the policy that has one.
    ['1.20', 'every namespace has the label kubernetes.io/metadata.name (since 1.21); the endPort', 2],
  ])('%s: says what the answers count on that the release does not do', async (version, warning, expected) => {
    const { code, err } = await runCli('reach', file(...shop), '--kubernetes', version);
    expect(code).toBe(expected);
    if (warning === '') expect(err).toBe('');
    else expect(err).toContain(warning);
  });
});

describe('what is wrong with the input', () => {
  test('an unreadable document is said with its place, the rest is shown, and the exit code is 2', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(
      broken,
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: b }\n',
    );
    const { code, out, err } = await runCli('reach', broken, '--format', 'csv');
    expect(code).toBe(2);
    expect(err).toMatch(/broken\.yaml:\d+:\d+: error:/);
    expect(out).toContain('default/b[Pod]');
  });

  test('a policy that the API server refuses is left out, and said', async () => {
    const wrong = policy('shop/wrong', { podSelector: {}, ingress: [{ from: [{}] }] });
    const { code, err } = await runCli('reach', file(...shop, wrong));
    expect(code).toBe(2);
    expect(err).toContain(
      'NetworkPolicy shop/wrong: The peer says nothing. The API server refuses the policy, so it is left out.',
    );
  });

  test.each([[[]], [['--cni', 'calicoo']], [['--kubernetes', '1.2.3.4']], [['--format', 'svg']]])(
    'no objects and wrong options %j are exit code 2',
    async (options) => {
      expect(await runCli('reach', options.length === 0 ? file() : file(...shop), ...options)).toMatchObject({
        code: 2,
        out: '',
      });
    },
  );
});

describe('formats for people', () => {
  test('say that own nodes are not listed, where the input knows nodes', async () => {
    const onNode = pod('shop/api', { labels: { app: 'api' }, status: { hostIP: '192.168.0.1' } });
    for (const format of ['text', 'markdown']) {
      const note = 'The node of a pod may always reach it, which is not listed here';
      expect((await runCli('reach', file(...shop, onNode), '--format', format)).out).toContain(note);
      expect((await runCli('reach', file(...shop), '--format', format)).out).not.toContain(note);
    }
  });

  test('text groups by source and names what no policy isolates', async () => {
    const { out } = await runCli('reach', file(...shop, pod('lab/tool')));
    expect(out).toContain('shop/web[Pod]\n  TCP 5432-5433  -> shop/db[Pod]\n');
    expect(out).toContain('UDP 53         -> 10.0.0.0/8 except 10.1.0.0/16\n');
    expect(out).toContain('No policy isolates for ingress: lab/tool[Pod]\n');
  });

  test('one edge stands for a connection both ways, and a dashed one for what is undefined', async () => {
    const path = file(...shop, pod('lab/a'), pod('lab/b'), pod('shop/agent', { spec: { hostNetwork: true } }));
    const dot = (await runCli('reach', path, '--format', 'dot')).out;
    expect(dot).toMatch(/n0 -> n1 \[label="all ports", dir=both\];/);
    expect(dot).toContain('style=dashed');
    const mermaid = (await runCli('reach', path, '--format', 'mermaid')).out;
    expect(mermaid).toContain('n0 <-->|"all ports"| n1');
    expect(mermaid).toContain('-.->');
  });

  const HOSTILE = 'x"];<script>\u001b[31m|`=\n\\%%{init}%%#quot;';

  test.each(['text', 'json', 'csv', 'markdown', 'dot', 'mermaid'])('hostile names cannot break %s', async (format) => {
    const objects = [
      pod('lab/plain'),
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: HOSTILE, namespace: '=1+1|' } },
    ];
    const { code, out } = await runCli('reach', file(...objects), '--format', format);
    expect(code).toBe(0);
    if (format === 'json') {
      const { endpoints } = JSON.parse(out) as ReachDocument;
      expect(endpoints.map(({ id }) => id)).toContain(`=1+1|/${HOSTILE}[Pod]`);
      return;
    }
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f]/);
    if (format === 'csv') expect(out).toMatch(/^"?'=1/m);
    if (format === 'dot') expect(out.replace(/\\./g, '').replace(/"[^"]*"/g, '')).not.toContain('script');
    if (format === 'markdown') expect(out.replace(/`[^`\n]*`/g, '')).not.toContain('script');
    if (format === 'mermaid') {
      const outside = out.replace(/"[^"]*"/g, '');
      expect(outside).not.toContain('script');
      expect(out).not.toMatch(/<script|%%/);
    }
  });

  test('--output writes the file and nothing to stdout', async () => {
    const target = join(folder, 'reach.csv');
    const { out } = await runCli('reach', file(...shop), '--format', 'csv', '--output', target);
    expect(out).toBe('');
  });
});

describe('more pairs than anybody reads', () => {
  const pods = Array.from({ length: 400 }, (_, index) =>
    pod(`ns${index % 2}/p${index}`, { labels: { app: `a${index}` } }),
  );

  test.each(['text', 'json', 'csv', 'markdown', 'dot', 'mermaid'])('are few lines as %s', async (format) => {
    const { code, out } = await runCli('reach', file(...pods), '--format', format);
    expect(code).toBe(0);
    expect(out.length).toBeLessThan(20_000);
    expect(out).toContain(format === 'mermaid' ? '#42;' : format === 'dot' ? '"*"' : 'ns1/*');
  });

  test('stand together with the workloads they are of, and the counts are those of the input', async () => {
    const { endpoints, connections } = await reachJson(pods);
    const groups = endpoints.filter(({ kind }) => kind === 'group') as { id: string; workloads?: string[] }[];
    expect(groups.map(({ id, workloads }) => [id, workloads!.length])).toEqual([
      ['ns0/*', 200],
      ['ns1/*', 200],
    ]);
    expect(connections).toContainEqual({ from: 'ns0/*', to: 'ns0/*', ports: 'all' });
    const { out } = await runCli('reach', file(...pods));
    expect(out).toContain('The 400 workloads have too many connections to list each pair');
    expect(out).toContain('between 400 workloads and 1 set of addresses.');
  });

  test('are listed one by one in a focus that is small enough', async () => {
    const { connections, endpoints } = await reachJson(pods, '--focus', 'workload=ns0/p0');
    expect(connections.filter(({ from }) => from === 'ns0/p0[Pod]')).toHaveLength(401);
    expect(endpoints.filter(({ kind }) => kind === 'group')).toEqual([]);
  });
});
