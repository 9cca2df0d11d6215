import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { YamlOutputType } from 'cdk8s';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  AllowFlow,
  Baseline,
  Cluster,
  ExpiredExceptions,
  ExternalEgress,
  Cidr,
  Layout,
  NamespaceStack,
  NetpolApp,
  NetpolAppProps,
  Port,
  RawPolicy,
  Workload,
} from '../../src';
import { temporaryFolder } from '../support/folder';
import { platform, service } from '../support/tree';

const folder = temporaryFolder();
let said: string;
const printed: unknown[] = [];
beforeEach(() => {
  said = '';
  printed.length = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(text);
    return true;
  });
  vi.stubEnv('NODE_ENV', 'production');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const out = () => join(folder.path, 'out');

function synth(populate: (app: NetpolApp) => void, props: NetpolAppProps = {}): string[] {
  const app = new NetpolApp({ outdir: out(), now: new Date('2026-12-01T12:00:00Z'), ...props });
  populate(app);
  app.synth();
  expect(printed).toEqual([]);
  return said.replaceAll(out(), 'OUT').split('\n').slice(0, -1);
}

function quietShop(app: NetpolApp): void {
  for (const namespace of ['shop', 'orders']) new NamespaceStack(app, namespace, { platform });
}

/** Opens the addresses of the metadata service too, which lint warns of. */
function open(stack: NamespaceStack, id: string): void {
  new RawPolicy(stack, id, {
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] } as never,
  });
}

test('where nothing is to be said, synth says in one line what it wrote, and never on stdout', () => {
  expect(synth(quietShop)).toEqual(['netpol: 4 policies of 2 namespaces, in 2 files below OUT']);
});

test('one is one, and kustomizations are no files of manifests', () => {
  const one = (app: NetpolApp) => new NamespaceStack(app, 'shop', { platform, baseline: Baseline.of({ dns: false }) });
  expect(synth(one, { layout: Layout.FOLDER_PER_NAMESPACE })).toEqual([
    'netpol: 1 policy of 1 namespace, in 1 file below OUT',
  ]);
});

test('equal namespaces of two clusters are two', () => {
  const fleet = (app: NetpolApp) => {
    for (const name of ['eu', 'us']) new NamespaceStack(new Cluster(app, name, { platform }), 'shop');
  };
  expect(synth(fleet)).toEqual(['netpol: 4 policies of 2 namespaces, in 2 files below OUT']);
});

test('the files of cdk8s are not counted, the rest is said all the same', () => {
  expect(synth(quietShop, { yamlOutputType: YamlOutputType.FILE_PER_CHART })).toEqual([
    'netpol: 4 policies of 2 namespaces, in OUT',
  ]);
});

test('warnings are said by rule, with the first places, those that are most often first', () => {
  let warnings: string[] = [];
  const lines = synth((app) => {
    const stack = new NamespaceStack(app, 'shop', { platform });
    for (const id of ['a', 'b', 'c', 'd', 'e']) open(stack, id);
    warnings = stack.warnings;
  });
  const rules = new Set(warnings.map((warning) => /\[([a-z-]+)\]$/.exec(warning)![1]!));
  expect(rules).toContain('metadata-endpoint-reachable');
  const named = lines.slice(1, -1).map((line) => /^ {2}warning ([a-z-]+): /.exec(line)?.[1]);
  expect(new Set(named)).toEqual(rules);
  expect(lines).toContain('  warning metadata-endpoint-reachable: shop/a, shop/b, shop/c, and 2 more');
  expect(lines.at(-1)).toContain('NETPOL_QUIET=1');
});

test('an acknowledgement that is of no use is a warning like others, and what it covers is none', () => {
  const acknowledging = (rule: string) => (app: NetpolApp) => {
    const stack = new NamespaceStack(app, 'shop', { platform });
    open(stack, 'a');
    stack.acknowledge(rule, { reason: 'agreed', owner: 'team-shop' });
  };
  expect(synth(acknowledging('metadata-endpoint-reachable'))).toHaveLength(1);
  said = '';
  expect(synth(acknowledging('world-egress-without-except')).join('\n')).not.toContain('acknowledgement-unused');
  said = '';
  expect(synth(acknowledging('dns-udp-without-tcp')).join('\n')).toContain('warning acknowledgement-unused: shop');
});

test('ends that are left to others are named with who asks for them', () => {
  const lines = synth((app) => {
    const stack = new NamespaceStack(app, 'shop', { platform });
    const api = Workload.of({ namespace: 'orders', name: 'api', labels: { app: 'api' } });
    new AllowFlow(stack, 'order', { from: service(stack, 'web'), to: api, ports: [Port.tcp(8443)] });
  });
  expect(lines.slice(1, -1)).toContain('  left to its owner: ingress of orders/api, for shop/order');
});

test('a namespace that is most likely misspelt is a warning', () => {
  const lines = synth((app) => {
    quietShop(app);
    const shop = app.node.findChild('shop') as NamespaceStack;
    const to = Workload.of({ namespace: 'ordrs', name: 'api', labels: { app: 'api' } });
    new AllowFlow(shop, 'order', { from: service(shop, 'web'), to, ports: [Port.tcp(8443)] });
  });
  expect(lines.filter((line) => line.includes('Did you mean'))).toEqual([
    '  warning shop/order: no stack of this app manages the namespace ordrs, so that end is left to its owner. Did you mean orders?',
  ]);
});

test('exceptions that have ended are said where they do not fail', () => {
  const lines = synth(
    (app) => {
      const stack = new NamespaceStack(app, 'shop', { platform });
      new ExternalEgress(stack, 'out', {
        to: [Cidr.of('203.0.113.0/24')],
        ports: [Port.tcp(443)],
        exception: { owner: 'team-shop', expires: '2026-11-30' },
      });
    },
    { expiredExceptions: ExpiredExceptions.WARN },
  );
  expect(lines.join('\n')).toMatch(/warning shop\/out: the exception of team-shop ended on 2026-11-30/);
});

test('of very many lines the first are shown, and how many there are more', () => {
  const lines = synth((app) => {
    const stack = new NamespaceStack(app, 'shop', { platform });
    for (let n = 10; n < 40; n++) {
      const to = Workload.of({ namespace: `n${n}`, name: 'api', labels: { app: 'api' } });
      new AllowFlow(stack, `f${n}`, { from: service(stack, `w${n}`), to, ports: [Port.tcp(8443)] });
    }
  });
  expect(lines.filter((line) => line.includes('left to its owner'))).toHaveLength(9);
  expect(lines).toContain('  and 21 more');
});

describe('is quiet', () => {
  test('on request of the program or of the environment', () => {
    expect(synth(quietShop, { quiet: true })).toEqual([]);
    vi.stubEnv('NETPOL_QUIET', '1');
    expect(synth(quietShop)).toEqual([]);
    expect(synth(quietShop, { quiet: false })).toHaveLength(1);
  });

  test('in tests, unless they ask for it', () => {
    vi.stubEnv('NODE_ENV', 'test');
    expect(synth(quietShop)).toEqual([]);
    expect(synth(quietShop, { quiet: false })).toHaveLength(1);
  });

  test.each(['', '0', 'false'])('but not where the variable says no (%j)', (value) => {
    vi.stubEnv('NETPOL_QUIET', value);
    expect(synth(quietShop)).toHaveLength(1);
  });

  test('where synth fails: that is said by the error alone', () => {
    const broken = (app: NetpolApp) => {
      quietShop(app);
      new RawPolicy(app.node.findChild('shop') as NamespaceStack, 'raw', {
        spec: { ingress: [{ ports: [{ port: 0 }] }] },
      });
    };
    expect(() => synth(broken)).toThrow(/Validation failed/);
    expect(said).toBe('');
  });
});

test('a program whose stderr is closed synthesises all the same', () => {
  const program = `
    const { NamespaceStack, NetpolApp, Platform } = require(${JSON.stringify(join(__dirname, '../..'))});
    const app = new NetpolApp({ outdir: ${JSON.stringify(out())} });
    new NamespaceStack(app, 'shop', { platform: Platform.kubeadm() });
    app.synth();`;
  const env = { ...process.env, PROGRAM: program, NODE: process.execPath };
  const run = (end: string) => spawnSync('bash', ['-c', `"$NODE" -e "$PROGRAM" ${end}`], { env, encoding: 'utf8' });
  expect(run('').stderr).toMatch(/^netpol: 2 policies of 1 namespace, in 1 file below /);
  expect(run('').stdout).toBe('');
  expect(run('2>&-').status).toBe(0);
  expect(run('2>/dev/full').status).toBe(0);
});
