import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { netpol } from '../support/run-netpol';

const CLEAN = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-all, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`;
const WARNING = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-orders, namespace: shop }
spec:
  podSelector: {} # everybody
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              name: orders   # by hand
`;
const ERROR = CLEAN.replace('policyTypes', 'policyTyps');

let folder: string;
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netpol-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('exit codes', () => {
  test('0 where nothing is as bad as the threshold, 1 where something is', async () => {
    const [clean, warning, error] = [write('a.yaml', CLEAN), write('b.yaml', WARNING), write('c.yaml', ERROR)];
    expect((await netpol('check', clean)).code).toBe(0);
    expect((await netpol('check', warning)).code).toBe(0);
    expect((await netpol('check', warning, '--fail-on', 'warning')).code).toBe(1);
    expect((await netpol('check', error)).code).toBe(1);
    expect((await netpol('check', error, '--fail-on', 'never')).code).toBe(0);
  });

  test('2 where nothing at all was there to check, and 0 where there are objects but no policies, said in words', async () => {
    const empty = await netpol('check', write('empty.yaml', '# nothing yet\n---\n'));
    expect(empty).toMatchObject({ code: 2, out: '' });
    expect(empty.err).toContain('There is no Kubernetes object in');
    const noManifest = await netpol('check', write('values.yaml', 'replicas: 3\n'));
    expect(noManifest.code).toBe(2);
    const others = await netpol(
      'check',
      write('ns.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n'),
    );
    expect(others.code).toBe(0);
    expect(others.out).toContain('in 1 object, none of which is a NetworkPolicy.');
    expect((await netpol('check', write('a.yaml', CLEAN))).out).not.toContain('none of which');
    expect((await netpol('check', write('c.yaml', ERROR))).out).not.toContain('none of which');
  });

  test('2 for wrong usage, with what to write instead', async () => {
    const clean = write('a.yaml', CLEAN);
    const missing = await netpol('check', join(folder, 'nowhere'));
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toContain('no such file');
    expect((await netpol('check', clean, '--rule', 'dns-udp-without-tpc')).err).toContain(
      'Did you mean dns-udp-without-tcp?',
    );
    expect((await netpol('check', clean, '--cni', 'calicoo')).err).toContain('Did you mean calico?');
    expect((await netpol('check', clean, '--kubernetes', '1.99')).code).toBe(2);
    expect(await netpol('check', clean, '--cni', 'calico@9.9')).toMatchObject({
      code: 2,
      err: expect.stringContaining('up to calico@3.32'),
    });
    expect((await netpol('check', clean, '--dry-run')).err).toContain('Add --fix');
    expect((await netpol('check')).code).toBe(2);
  });

  test('a document that cannot be read fails the check, and the others are still checked', async () => {
    const file = write('a.yaml', `a: [\n---\n${WARNING}`);
    const { code, out } = await netpol('check', file);
    expect(code).toBe(1);
    expect(out).toContain('[unreadable-document]');
    expect(out).toContain('[namespace-label-name]');
  });
});

describe('text', () => {
  test('quotes the line with a caret under the place', async () => {
    const { out } = await netpol('check', write('b.yaml', WARNING), '--rule', 'namespace-label-name');
    expect(out).toContain(
      ['      10 |               name: orders   # by hand', '         |               ^'].join('\n'),
    );
    expect(out).toContain(
      'NetworkPolicy shop/allow-orders, spec.ingress[0].from[0].namespaceSelector.matchLabels[name]',
    );
  });

  test('prints no control characters of the input', async () => {
    const evil = write('e.yaml', WARNING.replace('allow-orders', '"a\\e[31m"'));
    const { out } = await netpol('check', evil);
    expect(out).not.toContain('\u001b');
  });

  test('says which rules had nothing to go by', async () => {
    const { out } = await netpol('check', write('a.yaml', CLEAN));
    expect(out).toMatch(/Nothing to object to in 1 policy/);
    expect(out).toMatch(/\d+ rules stayed silent: .*without the network plugin \(--cni\)/);
  });
});

describe('--output', () => {
  test('writes the report to a file and nothing else', async () => {
    const target = join(folder, 'report.json');
    const { out } = await netpol('check', write('a.yaml', CLEAN), '--format', 'json', '--output', target);
    expect(out).toBe('');
    expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({ schema: 'netpol.check/v1', findings: [] });
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'report.json']);
  });
});

describe('--fix', () => {
  test('changes what is wrong and leaves every other byte', async () => {
    const file = write('b.yaml', `# head\n${WARNING}# tail\n`);
    const { err, code } = await netpol('check', file, '--fix');
    expect(code).toBe(0);
    expect(err).toBe('2 findings corrected in 1 file.\n');
    expect(readFileSync(file, 'utf8')).toBe(
      `# head\n${WARNING.replace('name: orders', 'kubernetes.io/metadata.name: orders')}  policyTypes: [Ingress]\n# tail\n`,
    );
  });

  test('a second run finds nothing more to correct', async () => {
    const file = write('b.yaml', WARNING);
    await netpol('check', file, '--fix');
    const once = readFileSync(file, 'utf8');
    expect((await netpol('check', file, '--fix')).err).toBe('0 findings corrected in 0 files.\n');
    expect(readFileSync(file, 'utf8')).toBe(once);
  });

  test('--dry-run prints a patch and changes nothing', async () => {
    const file = write('b.yaml', WARNING);
    const { out, code } = await netpol('check', file, '--fix', '--dry-run');
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(WARNING);
    expect(out.split('\n').filter((line) => /^[-+] /.test(line))).toEqual([
      '-              name: orders   # by hand',
      '+              kubernetes.io/metadata.name: orders   # by hand',
      '+  policyTypes: [Ingress]',
    ]);
  });

  test('keeps a byte order mark and carriage returns', async () => {
    const file = write('b.yaml', `\uFEFF${WARNING.replaceAll('\n', '\r\n')}`);
    await netpol('check', file, '--fix');
    const fixed = readFileSync(file, 'utf8');
    expect(fixed.startsWith('\uFEFF')).toBe(true);
    expect(fixed.replaceAll('\r\n', '')).not.toContain('\n');
    expect(fixed).toContain('  policyTypes: [Ingress]\r\n');
  });

  test('works in JSON and in one line', async () => {
    const object = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'allow-dns' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ protocol: 'UDP', port: 53 }] }] },
    };
    const file = write('a.json', JSON.stringify(object));
    await netpol('check', file, '--fix');
    const ports = [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ];
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      ...object,
      spec: { ...object.spec, egress: [{ ports }] },
    });
  });

  test('leaves alone what an anchor or an alias shares with other places', async () => {
    const shared = `${WARNING.replace('namespaceSelector:', 'namespaceSelector: &orders')}        - namespaceSelector: *orders\n`;
    const file = write('b.yaml', shared);
    const { err } = await netpol('check', file, '--fix');
    expect(readFileSync(file, 'utf8')).toContain('name: orders   # by hand');
    expect(err).toContain('not edited mechanically');
  });
});

describe('netpol.yaml', () => {
  const check = async (config: string, manifest = WARNING) =>
    netpol('check', write('b.yaml', manifest), '--config', write('netpol.yaml', config), '--fail-on', 'warning');

  test('weighs rules differently and turns them off', async () => {
    expect((await check('rules: { namespace-label-name: off, policy-types-missing: off }')).code).toBe(0);
    expect((await check('rules: { namespace-label-name: info }')).out).toContain('info A namespace is selected');
  });

  test('acknowledges findings, and counts them', async () => {
    const { code, out } = await check(
      'acknowledgements:\n  - { rule: namespace-label-name, reason: we label them, owner: team-a, namespace: shop }\n',
    );
    expect(code).toBe(0);
    expect(out).toContain('1 acknowledged');
  });

  test('an acknowledgement that matches nothing or has expired is a finding at its own place', async () => {
    const unused = await check('acknowledgements:\n  - { rule: allow-all-egress, reason: r, owner: o }\n');
    expect(unused.out).toContain('[acknowledgement-unused]');
    expect(unused.out).toContain('  2:5 warning');
    const expired = await check(
      'acknowledgements:\n  - { rule: namespace-label-name, reason: r, owner: o, expires: "2020-01-01" }\n',
    );
    expect(expired.out).toContain('[acknowledgement-expired]');
    expect(expired.out).toContain('[namespace-label-name]');
  });

  test.each([
    ['rule: {}', '"rule" is no key. Did you mean rules?'],
    ['rules: { dns-udp-without-tpc: off }', 'Did you mean dns-udp-without-tcp?'],
    ['rules: { api-validation: off }', 'no rule whose severity can be chosen'],
    ['rules: { vague-name: fatal }', 'error, warning, info or off'],
    ['acknowledgements: [{ rule: vague-name, owner: a }]', 'needs a reason'],
    ['acknowledgements: [{ rule: vague-name, reason: a }]', 'needs an owner'],
    ['kubernetes: 1.30', ':1:13: A text belongs here; put 1.30 into quotes.'],
    ['kubernetes:  !!float 1.30 # newest', 'put 1.30 into quotes.'],
    ['kubernetes: 0x1F', 'put 0x1F into quotes.'],
    ['"kubernetes": 1.10e1', ':1:15: A text belongs here; put 1.10e1 into quotes.'],
    ['cni: &v 1.30\nkubernetes: *v', ':2:13: A text belongs here; put 1.3 into quotes.'],
    ['kubernetes:', 'A text belongs here, not nothing.'],
    ['kubernetes: [1.30]', ':1:13: A text belongs here, not a list.'],
    ['ignore: [a.yaml, 1.20]', ':1:18: A text belongs here; put 1.20 into quotes.'],
    ['rules: { vague-name: 1.20 }', 'or off, not 1.20.'],
    ['rules: 1.20', ':1:8: A map belongs here, not 1.20.'],
    ['rules: [', 'netpol.yaml:1:'],
    ['- a', 'A map belongs here'],
  ])('refuses %s', async (config, message) => {
    const { code, err } = await check(config);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('an annotation acknowledges on the policy itself', async () => {
    const annotated = WARNING.replace(
      'namespace: shop',
      'namespace: shop, annotations: { cdk8s-netpol/acknowledge.namespace-label-name: "we label; owner=team-a; expires=2999-01-01" }',
    );
    const { out, code } = await check('{}', annotated);
    expect(out).toContain('1 acknowledged');
    expect(code).toBe(0);
  });
});
