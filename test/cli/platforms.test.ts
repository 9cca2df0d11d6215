import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SERVICES } from '../../src/platform/services';
import { netpol } from '../support/run-netpol';
import { schemaErrors } from '../support/schema';

test('every service is a row of the table', async () => {
  const { code, out } = await netpol('platforms');
  expect(code).toBe(0);
  for (const { id } of SERVICES) expect(out).toMatch(new RegExp(`^${id.replaceAll('.', '\\.')} `, 'm'));
  expect(out).toContain(`${SERVICES.length} services`);
});

test('JSON has every service, as its schema says', async () => {
  const { code, out } = await netpol('platforms', '--format', 'json');
  const document = JSON.parse(out) as { schema: string; services: { id: string }[] };
  expect(code).toBe(0);
  expect(document.schema).toBe('netpol.platforms/v1');
  expect(document.services.map(({ id }) => id)).toEqual(SERVICES.map(({ id }) => id));
  expect(schemaErrors('netpol.platforms.v1', document)).toEqual([]);
});

test('one service is shown with its flows, caveats and sources', async () => {
  const { out } = await netpol('platforms', 'sec.vault');
  expect(out).toContain('client-egress: TCP/8200 to server');
  expect(out).toContain('injector: app.kubernetes.io/name=vault-agent-injector');
  expect(out).toContain('hashicorp/vault-helm@aa1c92e4:templates/server-network-policy.yaml');
});

test('details of several services come one after another', async () => {
  const { out } = await netpol('platforms', 'cert-manager', '--details');
  for (const part of ['controller', 'webhook', 'cainjector', 'acmesolver']) {
    expect(out).toContain(`certmanager.${part}: `);
  }
  expect(out).not.toContain('SERVICE');
});

test.each([
  [['monitoring'], ['mon.grafana', 'mon.alertmanager'], ['log.loki']],
  [['10250'], ['certmanager.webhook', 'plat.metrics-server'], ['plat.keda']],
  [['cert-manager', 'webhook'], ['certmanager.webhook'], ['certmanager.controller']],
  [['strimzi.io/cluster'], ['data.strimzi.kafka'], ['data.cnpg']],
])('words narrow what is shown: %j', async (words, shown, hidden) => {
  const { out } = await netpol('platforms', ...words, '--format', 'json');
  const ids = (JSON.parse(out) as { services: { id: string }[] }).services.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(shown));
  for (const id of hidden) expect(ids).not.toContain(id);
});

test('a word that nothing is about is answered with the nearest one', async () => {
  const { code, out, err } = await netpol('platforms', 'grafna');
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('No service of the catalogue is about "grafna"');
  expect(err).toContain('Did you mean grafana?');
});

test('markdown goes to a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'netpol-platforms-'));
  try {
    const file = join(folder, 'vault.md');
    const { code, out } = await netpol('platforms', 'vault', '--format', 'markdown', '--output', file);
    expect([code, out]).toEqual([0, '']);
    expect(readFileSync(file, 'utf8')).toContain('#### sec.vault');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
