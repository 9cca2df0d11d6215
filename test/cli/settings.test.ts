import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCli } from './run-cli';
import { policies, workloads } from './shop';
import { fill, temporaryFolder } from '../support/folder';
import { schemaErrors } from '../support/schema';

const folder = temporaryFolder();
const inFolder = (name: string) => join(folder.path, name);
const SHOP = `${workloads}---\n${policies(9090)}`;
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-all, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;
const ASSERTIONS = 'assertions: [{ from: shop/web, to: orders/orders-api, port: TCP/9090, expect: allow }]\n';

/** The arguments of every command that reads manifests. */
const COMMANDS: [string, string[]][] = [
  ['check', ['check', 'shop.yaml']],
  ['reach', ['reach', 'shop.yaml']],
  ['explain', ['explain', 'shop.yaml', '--from', 'shop/web', '--to', 'orders/orders-api', '--port', 'TCP/9090']],
  ['test', ['test', 'shop.yaml', '--assertions', 'assertions.yaml']],
  ['diff', ['diff', 'shop.yaml', 'shop.yaml']],
  ['rollout plan', ['rollout', 'plan', 'shop.yaml', 'shop.yaml']],
];

async function run(args: string[], config: string) {
  fill(folder.path, { 'shop.yaml': SHOP, 'assertions.yaml': ASSERTIONS, 'settings.yaml': config });
  const paths = args.map((arg) => (arg.endsWith('.yaml') ? inFolder(arg) : arg));
  return runCli(...paths, '--config', inFolder('settings.yaml'));
}

describe.each(COMMANDS)('netpol.yaml counts in netpol %s', (name, args) => {
  test('for the network plugin', async () => {
    const { out, err } = await run(args, 'cni: flannel\n');
    expect(name === 'check' ? out : err).toContain('Flannel enforces no NetworkPolicy');
  });

  test('for the platform, whose plugin is the usual one', async () => {
    const { out, err } = await run(args, 'platform: k3s\ncni: flannel\n');
    expect(name === 'check' ? out : err).toContain('Flannel');
    const overruled = await runCli(
      ...args.map((arg) => (arg.endsWith('.yaml') ? inFolder(arg) : arg)),
      ...['--config', inFolder('settings.yaml'), '--platform', 'k3s'],
    );
    expect(overruled.out + overruled.err).not.toContain('Flannel enforces no');
  });

  test.each([
    ['kubernetes: "1.99"', '"1.99" is no Kubernetes release'],
    ['cni: calicoo', 'Did you mean calico?'],
    ['cni: calico@9.9', 'up to calico@3.32'],
    ['platform: ekss', 'eks'],
    ['platfrom: eks', 'Did you mean platform?'],
    ['podCidrs: [10.0.0.0]', 'settings.yaml:1:'],
    ['platform: eks\npodCidrs: [10.0.0.0]', 'settings.yaml:2:'],
    ['platform: eks\nnodeCidrs: 10.0.0.0/8', 'A list belongs here'],
    ['ignore: [""]', 'A pattern belongs here'],
    ['ignore: ["!a.yaml"]', '! has no meaning'],
    ['ignore: ["../a.yaml"]', 'no folder above'],
  ])('and a mistake in it is refused before anything is read: %s', async (config, message) => {
    const { code, out, err } = await run(args, config);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

test('files of settings that are compressed are refused as manifests are', async () => {
  fill(folder.path, { 'shop.yaml': SHOP });
  for (const file of ['packed.yaml.gz', 'assertions.yaml']) writeFileSync(inFolder(file), gzipSync(ASSERTIONS));
  for (const [file, args] of [
    ['packed.yaml.gz', ['check', inFolder('shop.yaml'), '--config', inFolder('packed.yaml.gz')]],
    ['assertions.yaml', ['test', inFolder('shop.yaml'), '--assertions', inFolder('assertions.yaml')]],
  ] as const) {
    const { code, out, err } = await runCli(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.replace(/\s+/g, ' ')).toContain(`is compressed with gzip. Unpack it first: gunzip ${inFolder(file)}.`);
  }
});

test('the release of the cluster counts for answers too', async () => {
  const withRange = SHOP.replace('- port: 9090', '- { port: 9090, endPort: 9091 }');
  fill(folder.path, { 'range.yaml': withRange, 'settings.yaml': 'kubernetes: "1.20"\n' });
  const { err } = await runCli('reach', inFolder('range.yaml'), '--config', inFolder('settings.yaml'));
  expect(err).toContain('Kubernetes 1.20');
});

test.each(['platform: kubeadm\n', ''])('the ranges of the cluster count, beside %j', async (platform) => {
  const toPods = POLICY.replace(
    'policyTypes: [Ingress, Egress]',
    'policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.244.0.0/16 } }], ports: [{ port: 443 }] }]',
  );
  fill(folder.path, {
    'policy.yaml': toPods,
    'without.yaml': `${platform}cni: cilium\n`,
    'settings.yaml': `${platform}cni: cilium\npodCidrs: [10.244.0.0/16]\n`,
  });
  const check = (config: string) => runCli('check', inFolder('policy.yaml'), '--config', inFolder(config));
  expect((await check('without.yaml')).out).not.toContain('cni-block-without-effect');
  expect((await check('settings.yaml')).out).toContain('cni-block-without-effect');
});

test('netpol.yaml of the working directory counts without being named', () => {
  fill(folder.path, { 'shop.yaml': SHOP, 'netpol.yaml': 'cni: flannel\n' });
  const bin = join(__dirname, '../../bin/netpol.js');
  const { stderr } = spawnSync(process.execPath, [bin, 'reach', 'shop.yaml'], { cwd: folder.path, encoding: 'utf8' });
  expect(stderr).toContain('Flannel enforces no NetworkPolicy');
});

describe('ignore', () => {
  const paths = [
    'a.yaml',
    'charts/web/b.yaml',
    'charts/c.yaml',
    'deploy/d.tpl.yaml',
    'deploy/e.yaml',
    'deploy/x/f.yaml',
  ];
  const left = async (...patterns: string[]) => {
    fill(
      folder.path,
      Object.fromEntries(
        paths.map((path) => [path, `# ${path}\n${POLICY.replace('deny-all', path.replaceAll(/[/.]/g, '-'))}`]),
      ),
    );
    fill(folder.path, { 'netpol.yaml': JSON.stringify({ ignore: patterns }) });
    const { out } = await runCli('check', folder.path, '--config', inFolder('netpol.yaml'));
    return /in (\d+) polic/.exec(out)?.[1];
  };

  test.each<[string[], string]>([
    [[], '6'],
    [['charts'], '4'],
    [['charts/'], '4'],
    [['/charts/**'], '4'],
    [['charts/*.yaml'], '5'],
    [['*.tpl.yaml'], '5'],
    [['deploy/**/*.yaml'], '3'],
    [['**/x/**'], '5'],
    [['?.yaml'], '1'],
    [['/?.yaml'], '5'],
    [['a.yaml', 'deploy'], '2'],
    [['A.yaml', 'chart', '(a|.*)', '.'], '6'],
    [['a+yaml', 'a.yam', 'ayaml'], '6'],
  ])('%j leaves %s files of six', async (patterns, expected) => {
    expect(await left(...patterns)).toBe(expected);
  });

  test('holds for every command, and not for what is named', async () => {
    fill(folder.path, { 'in/shop.yaml': SHOP, 'in/more.yaml': 'a: [', 'netpol.yaml': 'ignore: [more.yaml]\n' });
    const config = ['--config', inFolder('netpol.yaml')];
    expect((await runCli('reach', inFolder('in'), ...config)).code).toBe(0);
    expect((await runCli('check', inFolder('in'), ...config)).code).toBe(0);
    expect((await runCli('reach', inFolder('in'), inFolder('in/more.yaml'), ...config)).code).toBe(2);
  });

  test('patterns of many stars take no long time', async () => {
    const started = Date.now();
    await left(`${'**/'.repeat(200)}x${'*'.repeat(200)}y`);
    expect(Date.now() - started).toBeLessThan(3000);
  });
});

describe('check .', () => {
  const BESIDE = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'assertions.yaml': ASSERTIONS,
    'assertions.json': JSON.stringify({ assertions: [] }),
    'dist/construct-metadata.json': JSON.stringify({ version: '1.0.0', resources: { a: { path: 'shop/a' } } }),
    'settings.yaml': 'rules: {}\n',
    'netpol.yaml': 'rules: {}\n',
  };
  const check = () => runCli('check', folder.path, '--config', inFolder('settings.yaml'));

  test('passes over what stands beside manifests and is none, and says so in one line', async () => {
    fill(folder.path, { ...BESIDE, 'policy.yaml': POLICY });
    const { code, out, err } = await check();
    expect(code).toBe(0);
    expect(err).toMatch(/^Passed over 6 files that are no manifests: [^\n]*Chart\.yaml[^\n]*, and 1 more\.\n$/);
    expect(out).toContain('Nothing to object to in 1 policy');
    expect(out).not.toContain('unreadable-document');
  });

  test.each(Object.keys(BESIDE))('never passes over a policy, whatever its file is called (%s)', async (name) => {
    fill(folder.path, { ...BESIDE, [name]: POLICY.replace('policyTypes:', 'policyTyps:') });
    // A policy in the settings themselves is refused at once.
    expect((await check()).code).toBe(name === 'settings.yaml' ? 2 : 1);
    fill(folder.path, { [name]: POLICY.replace('kind:', 'Kind:') });
    expect((await check()).code).not.toBe(0);
  });

  test('where nothing else is there, there is nothing to check', async () => {
    fill(folder.path, BESIDE);
    expect(await check()).toMatchObject({ code: 2, err: expect.stringContaining('no Kubernetes object') });
  });

  test('the schema takes what is documented', () => {
    const config = 'platform: aks\npodCidrs: [10.244.0.0/16]\napiServer: ["2001:db8::1/128"]\nignore: [charts/**]\n';
    expect(schemaErrors('netpol-config', parse(config))).toEqual([]);
    expect(schemaErrors('netpol-config', { podCidrs: ['10.0.0.0/8'] })).toEqual([]);
    expect(schemaErrors('netpol-config', { podCidrs: ['10.0.0.0'] })).not.toEqual([]);
    expect(schemaErrors('netpol-config', { platform: 'aks', podCidrs: '10.0.0.0/8' })).not.toEqual([]);
  });
});
