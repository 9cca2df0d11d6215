import { expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';

const policy = (rules: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-api, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Egress]
  egress: ${rules}
`;
const dnsPolicy = policy(
  '[{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: openshift-dns } } }], ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }] }]',
);
const apiPolicy = policy('[{ to: [{ podSelector: { matchLabels: { app: api } } }], ports: [{ port: 8080 }] }]');
const workloads = ['web', 'api']
  .map(
    (name) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${name} }, ownerReferences: [] }
spec: { containers: [{ name: c, ports: [{ containerPort: 8080 }] }] }
`,
  )
  .join('');
const service = `---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }
`;
const {
  'dns.yaml': dns,
  'api.yaml': api,
  'acknowledged.yaml': acknowledged,
  'netpol.yaml': settings,
} = files({
  'dns.yaml': dnsPolicy,
  'api.yaml': apiPolicy + workloads + service,
  'acknowledged.yaml': dnsPolicy.replace(
    'namespace: shop }',
    'namespace: shop, annotations: { cdk8s-netpol/acknowledge.cni-enforces-nothing: "we move to Canal in May; owner=team-net" } }',
  ),
  'netpol.yaml': 'platform: gardener\ncni: flannel\n',
});
const rulesIn = (out: string) => (JSON.parse(out) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);

test('check on a plugin that enforces nothing fails, unless somebody has said why', async () => {
  const found = await runCli('check', dns!, '--cni', 'flannel');
  expect(found.code).toBe(1);
  expect(found.out).toContain('Flannel enforces no NetworkPolicy');
  expect((await runCli('check', acknowledged!, '--cni', 'flannel')).code).toBe(0);
});

test('check knows the DNS of the platform', async () => {
  const openshift = await runCli('check', dns!, '--platform', 'openshift', '--format', 'json');
  expect(rulesIn(openshift.out)).toContain('dns-port-elsewhere');
});

test('check takes the usual plugin of the platform, and the one that is named before it', async () => {
  const eks = await runCli('check', api!, '--platform', 'eks', '--format', 'json');
  expect(rulesIn(eks.out)).toEqual(expect.arrayContaining(['cni-bare-pod', 'cni-service-port-differs']));
  const calico = await runCli('check', api!, '--platform', 'eks', '--cni', 'calico', '--format', 'json');
  expect(rulesIn(calico.out)).not.toContain('cni-bare-pod');
});

test('settings name the platform too; a platform on the command line brings its own plugin', async () => {
  const set = await runCli('check', dns!, '--config', settings!, '--format', 'json');
  expect(rulesIn(set.out)).toContain('cni-enforces-nothing');
  const named = await runCli('check', dns!, '--config', settings!, '--platform', 'openshift', '--format', 'json');
  expect(rulesIn(named.out)).not.toContain('cni-enforces-nothing');
});

test('explain says what becomes of connections through a Service on the platform', async () => {
  const flow = ['--from', 'shop/web', '--to', 'shop/api', '--port', 'TCP/8080'];
  const eks = await runCli('explain', api!, ...flow, '--platform', 'eks');
  expect(eks.out).toContain('Service shop/api, TCP 80 (container port 8080): whether egress lets it through depends');
  const json = await runCli('explain', api!, ...flow, '--platform', 'eks', '--format', 'json');
  expect(JSON.parse(json.out)).toMatchObject({ because: [{ services: [{ service: 'shop/api', egress: 'unknown' }] }] });
  expect((await runCli('explain', api!, ...flow, '--platform', 'kubeadm')).out).not.toContain('Service shop/api');
});

test.each(['reach', 'check'])('%s refuses a platform that nobody knows, and names the nearest', async (command) => {
  const { code, err } = await runCli(command, api!, '--platform', 'openshfit');
  expect(code).toBe(2);
  expect(err).toMatch(/"openshfit" is no platform that is known here\.\s+Did you mean openshift\?/);
});

test('reach on a platform without policies of its own lets everybody through', async () => {
  const { out, err } = await runCli('reach', api!, '--cni', 'flannel');
  expect(err).toContain('Flannel enforces no NetworkPolicy, so none of them counts');
  expect(out).toContain('all ports');
});
