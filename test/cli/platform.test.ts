import { expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';
import { schemaErrors } from '../support/schema';

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

test('check says where names are asked for on the platform', async () => {
  const openshift = await runCli('check', api!, '--platform', 'openshift');
  expect(openshift.out).toContain(
    'Allow UDP and TCP 5353 to the pods dns.operator.openshift.io/daemonset-dns=default of namespace openshift-dns',
  );
  const gke = await runCli('check', api!, '--platform', 'gke');
  expect(gke.out).toContain('k8s-app=kube-dns of namespace kube-system, and to the pods k8s-app=node-local-dns');
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

test('where nothing is enforced, no other trait of the plugin is spoken of', async () => {
  const { out } = await runCli('check', api!, '--cni', 'flannel', '--format', 'json');
  expect(rulesIn(out).filter((rule) => rule.startsWith('cni-'))).toEqual(['cni-enforces-nothing']);
});

test('reach, explain and test say loudly that nothing is enforced, and what the API would say', async () => {
  const { 'assertions.yaml': assertions } = files({
    'assertions.yaml': 'assertions:\n  - { from: shop/web, to: 8.8.8.8, port: TCP/443, expect: deny }\n',
  });
  const loud = 'Flannel ENFORCES NO NetworkPolicy: the one policy has no effect.';
  const reached = await runCli('reach', api!, '--cni', 'flannel');
  expect(reached.out).toContain(`${loud} All of it is open.`);
  const json = await runCli('reach', api!, '--cni', 'flannel', '--format', 'json');
  expect(JSON.parse(json.out)).toMatchObject({ limits: [expect.stringContaining(loud)] });
  expect(schemaErrors('netpol.reach.v1', JSON.parse(json.out))).toEqual([]);
  const flow = ['--from', 'shop/web', '--to', '8.8.8.8', '--port', 'TCP/443'];
  const explained = await runCli('explain', api!, ...flow, '--cni', 'flannel');
  expect(explained.out).toContain(`${loud} By the API alone the answer would be: denied.`);
  expect(explained.out).toContain('Yes: shop/web[Pod] may reach 8.8.8.8');
  const explainedJson = await runCli('explain', api!, ...flow, '--cni', 'flannel', '--format', 'json');
  expect(JSON.parse(explainedJson.out)).toMatchObject({ verdict: 'allow', notEnforced: { byTheApi: 'deny' } });
  expect(schemaErrors('netpol.explain.v1', JSON.parse(explainedJson.out))).toEqual([]);
  const tested = await runCli('test', api!, '--assertions', assertions!, '--cni', 'flannel');
  expect(tested.code).toBe(1);
  expect(tested.out).toContain(loud);
});

test('pods that the plugin does not police are named beside what policies say of them', async () => {
  const note =
    'AWS VPC CNI does not police pods without a controller, by its documentation: what policies say of shop/web[Pod]';
  expect((await runCli('reach', api!, '--platform', 'eks')).out).toContain(note);
  const flow = ['--from', 'shop/web', '--to', '8.8.8.8', '--port', 'TCP/443'];
  expect((await runCli('explain', api!, ...flow, '--platform', 'eks')).out).toContain(note);
  const json = JSON.parse((await runCli('explain', api!, ...flow, '--platform', 'eks', '--format', 'json')).out);
  expect(json).toMatchObject({ verdict: 'deny', unpoliced: { plugin: 'AWS VPC CNI', pods: ['shop/web[Pod]'] } });
  expect(schemaErrors('netpol.explain.v1', json)).toEqual([]);
  expect((await runCli('reach', api!, '--platform', 'aks')).out).not.toContain('without a controller');
});
