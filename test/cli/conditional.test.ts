import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';
import { schemaErrors } from '../support/schema';

const workloads = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
`;
const policy = (method: string) => `---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: web, namespace: shop }
spec:
  endpointSelector: { matchLabels: { app: web } }
  ingress:
    - fromEndpoints: [{ matchLabels: { app: db } }]
      toPorts: [{ ports: [{ port: '8080', protocol: TCP }], rules: { http: [{ method: ${method}, path: /public }] } }]
  egress:
    - toFQDNs: [{ matchPattern: '*.example.com' }]
      toPorts: [{ ports: [{ port: '443', protocol: TCP }] }]
`;
const ask = (more: string) => `assertions: [{ from: shop/db, to: shop/web, port: TCP/8080, ${more} }]\n`;

describe('what is allowed for a part of its traffic', () => {
  const input = files({
    'all.yaml': workloads + policy('GET'),
    'other.yaml': workloads + policy('POST'),
    'open.yaml': workloads,
    'allow.yaml': ask('expect: allow'),
    'deny.yaml': ask('expect: deny'),
    'demand.yaml': ask('expect: conditional, subjectTo: HTTP GET /public'),
    'demand-other.yaml': ask('expect: conditional, subjectTo: HTTP POST /public'),
    'accept.yaml': ask('expect: deny, accept: conditional'),
  });
  const all = input['all.yaml']!;

  test.each([
    ['text', 'TCP 8080   -> shop/web[Pod], only HTTP GET /public'],
    ['csv', 'shop/db[Pod],shop/web[Pod],TCP 8080,conditional,HTTP GET /public'],
    ['markdown', 'TCP 8080, only HTTP GET /public'],
    ['dot', 'TCP 8080, only HTTP GET /public'],
    ['mermaid', 'TCP 8080, only HTTP GET /public'],
  ])('is listed with what it is subject to in reach --format %s', async (format, text) => {
    expect((await runCli('reach', all, '--format', format)).out).toContain(text);
  });

  test('is a list of its own in JSON', async () => {
    const document = JSON.parse((await runCli('reach', all, '--format', 'json')).out) as { conditional: object[] };
    expect(schemaErrors('netpol.reach.v1', document)).toEqual([]);
    expect(document.conditional).toContainEqual({
      from: 'shop/db[Pod]',
      to: 'shop/web[Pod]',
      ports: ['TCP 8080'],
      subjectTo: ['HTTP GET /public'],
    });
    expect(document.conditional).toHaveLength(3);
  });

  test('is what explain says, in words and in JSON', async () => {
    const question = ['explain', all, '--from', 'shop/web', '--to', '203.0.113.7', '--port', 'TCP/443'];
    const { out } = await runCli(...question);
    expect(out).toContain(
      'On conditions: shop/web[Pod] may reach 203.0.113.7 on TCP 443, subject to: names *.example.com.',
    );
    const document = JSON.parse((await runCli(...question, '--format', 'json')).out) as object;
    expect(schemaErrors('netpol.explain.v1', document)).toEqual([]);
    expect(document).toMatchObject({
      verdict: 'conditional',
      because: [{ outcome: 'conditional', subjectTo: ['names *.example.com'] }],
    });
  });

  test.each([
    ['allow', 1],
    ['deny', 1],
    ['demand', 0],
    ['demand-other', 1],
    ['accept', 0],
  ])('an assertion that says %s ends with %i', async (name, code) => {
    const run = await runCli('test', all, '--assertions', input[`${name}.yaml`]!);
    expect(run.code).toBe(code);
    const { out } = await runCli('test', all, '--assertions', input[`${name}.yaml`]!, '--format', 'json');
    expect(schemaErrors('netpol.test.v1', JSON.parse(out))).toEqual([]);
  });

  test('that hangs on something else, or becomes conditional, is a difference', async () => {
    const { out, code } = await runCli('diff', all, input['other.yaml']!, '--exit-code');
    expect(code).toBe(1);
    expect(out).toContain(
      '? shop/db[Pod] -> shop/web[Pod]  TCP 8080, only HTTP GET /public => TCP 8080, only HTTP POST',
    );
    const closing = await runCli('diff', input['open.yaml']!, all, '--format', 'json');
    const document = JSON.parse(closing.out) as { conditional: object[] };
    expect(schemaErrors('netpol.diff.v1', document)).toEqual([]);
    expect(document.conditional).toHaveLength(3);
    expect((await runCli('diff', all, input['other.yaml']!, '--format', 'markdown')).out).toContain(
      '### On conditions',
    );
  });
});
