import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import {
  AllowFlow,
  Baseline,
  Cluster,
  Cni,
  DefaultDeny,
  Layout,
  NamespaceStack,
  NetpolApp,
  Platform,
  PolicyType,
  Port,
  RawPolicy,
  Reachability,
  Rendering,
  Rollout,
  RolloutPhase,
} from '../../src';
import { checkManifests } from '../../src/lint/check-manifests';
import { plainDocuments } from '../../src/manifests/plain-document';
import { KubernetesObject } from '../../src/model/kubernetes-object';
import { platform, service, testApp, yamlOf } from '../support/tree';

const { OBSERVE, OPEN, PREPARE, ENFORCE, ROLLBACK } = RolloutPhase;
const withoutStaging = Platform.kubeadm({ cni: Cni.cilium() });

function shop(app: App, given = platform): NamespaceStack {
  const stack = new NamespaceStack(app, 'shop', { platform: given, owner: 'team-shop' });
  new AllowFlow(app, 'flow', { from: service(stack, 'web'), to: service(stack, 'api'), ports: [Port.tcp(8443)] });
  return stack;
}

/** What a chart delivers, as `Kind name`. */
const delivered = (chart: Chart) =>
  (Testing.synth(chart) as KubernetesObject[]).map(({ kind, metadata }) => `${kind} ${metadata?.name}`);

const DNS = 'NetworkPolicy allow-dns';
const DENY = 'NetworkPolicy default-deny';
const FLOW = ['NetworkPolicy allow-web-to-api', 'NetworkPolicy allow-api-from-web'];
const COMPANION = 'NetworkPolicy rollout-companion';

describe('the phases', () => {
  test.each<[RolloutPhase, string[]]>([
    [OBSERVE, []],
    [OPEN, [COMPANION]],
    [PREPARE, [DNS, ...FLOW, COMPANION]],
    [ENFORCE, [DENY, DNS, ...FLOW]],
    [ROLLBACK, [DENY, DNS, ...FLOW, COMPANION]],
  ])('%s delivers what it should', (phase, expected) => {
    const app = testApp();
    const stack = shop(app, withoutStaging);
    new Rollout(app, 'rollout', { phase });
    expect(delivered(stack).sort()).toEqual([...expected].sort());
  });

  test('prepare, as a reviewer sees it', () => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform, owner: 'team-shop', namespaceLabels: { team: 'shop' } });
    new Rollout(stack, 'rollout', { phase: PREPARE });
    expect(yamlOf(stack)).toMatchSnapshot();
  });

  test('observe on Calico stages every policy in its final form', () => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform });
    const deny = new DefaultDeny(stack, 'deny', { directions: [PolicyType.EGRESS] });
    deny.policies[0]!.addJsonPatch(JsonPatch.add('/metadata/labels', { tier: 'gold' }));
    new RawPolicy(stack, 'by-hand', { spec: { egress: [{}] } });
    new Rollout(stack, 'rollout', { phase: OBSERVE });
    expect(yamlOf(stack)).toMatchSnapshot();
  });

  test.each([
    [Cni.calico('3.29'), 0],
    [Cni.calico('3.30.2'), 2],
    [Cni.calico('3.32'), 2],
    [Cni.calico(), 2],
    [Cni.antrea(), 0],
  ])('observe stages policies only where the plugin can: %j', (cni, count) => {
    const stack = new NamespaceStack(testApp(), 'shop', { platform: Platform.kubeadm({ cni }) });
    new Rollout(stack, 'rollout', { phase: OBSERVE });
    expect(delivered(stack)).toHaveLength(count);
  });

  test('the companion selects what the policies select, in the directions in which they do', () => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform, baseline: Baseline.none() });
    const raw = (id: string, spec: object) => new RawPolicy(stack, id, { spec });
    raw('web', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: [PolicyType.INGRESS], ingress: [{}] });
    raw('web-again', { podSelector: { matchLabels: { app: 'web', tier: 'x' } }, ingress: [{}] });
    raw('api', { podSelector: { matchLabels: { app: 'api' } }, policyTypes: [PolicyType.EGRESS] });
    new Rollout(stack, 'rollout', { phase: OPEN });
    const specs = (Testing.synth(stack) as KubernetesObject[]).map(({ metadata, spec }) => [metadata?.name, spec]);
    expect(specs).toEqual([
      [
        expect.stringMatching(/^rollout-companion-[0-9a-f]{8}$/),
        { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Egress'], egress: [{}] },
      ],
      [
        expect.stringMatching(/^rollout-companion-[0-9a-f]{8}$/),
        { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'], ingress: [{}] },
      ],
    ]);
  });

  test('one policy that isolates and allows comes with the allows', () => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform, rendering: Rendering.PER_SUBJECT });
    new Rollout(app, 'rollout', { phase: PREPARE });
    expect(delivered(stack)).toEqual(['NetworkPolicy all-pods', COMPANION]);
  });
});

describe('scopes', () => {
  test('the nearest rollout counts, so that namespaces go one by one', () => {
    const app = testApp();
    const stacks = ['shop', 'orders', 'db'].map((id) => new NamespaceStack(app, id, { platform: withoutStaging }));
    new Rollout(app, 'rollout', { phase: OBSERVE });
    new Rollout(stacks[0]!, 'rollout', { phase: PREPARE });
    new Rollout(stacks[1]!, 'rollout', { phase: ENFORCE });
    expect(stacks.map(delivered)).toEqual([[DNS, COMPANION], [DENY, DNS], []]);
  });

  test('a stack without a rollout around it is left as it is', () => {
    const app = testApp();
    const stacks = ['shop', 'orders'].map((id) => new NamespaceStack(app, id, { platform }));
    new Rollout(stacks[0]!, 'rollout', { phase: OPEN });
    expect(delivered(stacks[1]!)).toEqual([DENY, DNS]);
    expect(yamlOf(stacks[1]!)).not.toContain('argocd');
  });

  test('policies of plain cdk8s objects and charts are governed too', () => {
    const app = testApp();
    const chart = new Chart(app, 'plain', { namespace: 'plain' });
    new ApiObject(chart, 'p', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'p' },
      spec: { podSelector: {} },
    });
    new Rollout(app, 'rollout', { phase: PREPARE });
    expect(delivered(chart)).toEqual([COMPANION]);
  });

  test('it works in a plain cdk8s app, and however the app is synthesised', () => {
    const plain = new App({ outdir: 'not-written' });
    shop(plain);
    new Rollout(plain, 'rollout', { phase: OPEN });
    expect(plain.synthYaml().match(/^ {2}name: .*$/gm)).toEqual(['  name: rollout-companion']);
    const app = testApp();
    shop(app);
    new Rollout(app, 'rollout', { phase: OPEN });
    expect(app.synthYaml().match(/^ {2}name: .*$/gm)).toEqual(['  name: rollout-companion']);
    expect(app.synthYaml()).toBe(app.synthYaml());
  });

  test('what is declared after one synth is handled by the next', () => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform: withoutStaging });
    new Rollout(app, 'rollout', { phase: PREPARE });
    expect(delivered(stack)).toEqual([DNS, COMPANION]);
    new DefaultDeny(stack, 'later', { workload: service(stack, 'web') });
    new RawPolicy(stack, 'later-too', { spec: { podSelector: {}, ingress: [{}], policyTypes: [PolicyType.INGRESS] } });
    expect(delivered(stack)).toEqual([DNS, COMPANION, 'NetworkPolicy later-too']);
  });

  test('the engine sees what the phase delivers', () => {
    const reaches = (phase: RolloutPhase) => {
      const app = testApp();
      shop(app);
      new Rollout(app, 'rollout', { phase });
      return Reachability.fromApp(app).allows({ from: 'shop/api', to: 'shop/web', port: 'TCP/9090' });
    };
    expect([OBSERVE, OPEN, PREPARE, ENFORCE, ROLLBACK].map(reaches)).toEqual([true, true, true, false, true]);
  });
});

describe('what is not delivered yet', () => {
  test.each([OBSERVE, OPEN, PREPARE])('is validated in %s', (phase) => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform: withoutStaging });
    new RawPolicy(stack, 'wrong', { spec: { podSelector: {}, policyTypes: ['Ingres' as PolicyType] } });
    new Rollout(app, 'rollout', { phase });
    expect(() => app.synthYaml()).toThrow(/shop\/wrong.*policyTypes/);
  });

  test('keeps its expiry', () => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform: withoutStaging });
    const exception = { owner: 'team-shop', expires: '2026-01-31' };
    new RawPolicy(stack, 'old', { spec: { podSelector: {}, ingress: [{}] }, reason: 'legacy', exception });
    new Rollout(app, 'rollout', { phase: OBSERVE });
    expect(() => app.synthYaml()).toThrow(/shop\/old: the exception of team-shop ended on 2026-01-31/);
  });

  test('is linted: findings do not depend on the phase', () => {
    const findingsIn = (phase?: RolloutPhase) => {
      const app = testApp();
      const stack = shop(app, withoutStaging);
      if (phase) new Rollout(app, 'rollout', { phase });
      app.synthYaml();
      return stack.findings.filter(({ policy }) => !policy.includes('companion')).map(({ rule }) => rule);
    };
    expect(findingsIn(OBSERVE)).toEqual(findingsIn());
  });
});

describe('the companion', () => {
  test('is known to lint for what it is', () => {
    const app = testApp();
    const stack = shop(app);
    new Rollout(app, 'rollout', { phase: ROLLBACK });
    const documents = plainDocuments(Testing.synth(stack) as object[]);
    const { findings } = checkManifests(documents, { now: new Date('2026-12-01') });
    const about = findings.filter(({ resource }) => resource?.name === 'rollout-companion');
    expect(about.map(({ rule }) => rule)).toEqual([]);
  });

  test('is temporary where it is told to be', () => {
    const app = testApp();
    shop(app);
    const exception = { owner: 'team-shop', ticket: 'NET-7', expires: '2026-11-30' };
    new Rollout(app, 'rollout', { phase: PREPARE, exception });
    expect(() => app.synthYaml()).toThrow(/rollout: the exception of team-shop \(NET-7\) ended on 2026-11-30/);
  });

  test('carries the reason and owner it is given', () => {
    const app = testApp();
    const stack = shop(app);
    new Rollout(app, 'rollout', { phase: OPEN, reason: 'zero trust, wave 2', owner: 'team-net', syncWaves: false });
    expect((Testing.synth(stack) as KubernetesObject[])[0]!.metadata?.annotations).toEqual({
      'cdk8s-netpol/acknowledge.allow-all-egress': 'companion of a rollout',
      'cdk8s-netpol/acknowledge.allow-all-ingress': 'companion of a rollout',
      'cdk8s-netpol/owner': 'team-net',
      'cdk8s-netpol/reason': 'zero trust, wave 2',
    });
  });
});

describe('sync waves', () => {
  test('what somebody has written stays', () => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform, baseline: Baseline.none() });
    const annotations = { 'argocd.argoproj.io/sync-wave': '5', 'argocd.argoproj.io/sync-options': 'Validate=false' };
    new DefaultDeny(stack, 'deny', { metadata: { annotations } });
    new Rollout(stack, 'rollout', { phase: ENFORCE });
    expect((Testing.synth(stack) as KubernetesObject[])[0]!.metadata?.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Validate=false,PruneLast=true',
      'argocd.argoproj.io/sync-wave': '5',
    });
  });

  test('can be left out', () => {
    const app = testApp();
    const stack = shop(app);
    new Rollout(app, 'rollout', { phase: ROLLBACK, syncWaves: false });
    expect(yamlOf(stack)).not.toContain('argocd');
  });
});

describe('is refused', () => {
  test.each<[string, (app: NetpolApp, stack: NamespaceStack) => unknown, RegExp]>([
    [
      'a phase that is none',
      (app) => new Rollout(app, 'r', { phase: 'prepair' as RolloutPhase }),
      /\[r\].*"prepair" is no phase.*Did you mean prepare/,
    ],
    [
      'an empty phase, as a missing variable gives',
      (app) => new Rollout(app, 'r', { phase: '' as RolloutPhase }),
      /"" is no phase.*Choose one of observe, open, prepare, enforce, rollback/,
    ],
    [
      'a second rollout of the same scope',
      (_app, stack) => {
        new Rollout(stack, 'one', { phase: OPEN });
        new Rollout(stack, 'two', { phase: OPEN });
      },
      /\[shop\/two\].*shop already has a rollout: shop\/one/,
    ],
    [
      'a rollout of a part of a stack',
      (_app, stack) => new Rollout(new DefaultDeny(stack, 'deny', { metadata: { name: 'x' } }), 'r', { phase: OPEN }),
      /\[shop\/deny\/r\].*shop\/deny is a part of the chart shop/,
    ],
    ['an empty reason', (app) => new Rollout(app, 'r', { phase: OPEN, reason: ' ' }), /\[r\].*reason is empty/],
    [
      'a policy that has the name of the companion',
      (app, stack) => {
        new RawPolicy(stack, 'rollout-companion', { spec: {} });
        new Rollout(app, 'r', { phase: OPEN });
        app.synthYaml();
      },
      /\[r\].*shop\/rollout-companion is declared by shop\/rollout-companion and by r/,
    ],
    [
      'a policy of another namespace',
      (app, stack) => {
        const metadata = { name: 'far', namespace: 'orders' };
        new ApiObject(stack, 'far', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata });
        new Rollout(app, 'r', { phase: OPEN });
        app.synthYaml();
      },
      /\[r\].*shop\/far is of namespace orders.*Create it in a chart of orders/,
    ],
    [
      'something that depends on a policy that is left out',
      (app, stack) => {
        const job = new ApiObject(stack, 'job', { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job' } });
        job.addDependency(new RawPolicy(stack, 'raw', { spec: { podSelector: {} } }).policy);
        new Rollout(app, 'r', { phase: OPEN });
        app.synthYaml();
      },
      /shop\/job depends on the policy shop\/raw\/Resource, which this phase of the rollout leaves out/,
    ],
  ])('%s', (_name, make, message) => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform });
    expect(() => make(app, stack)).toThrow(message);
  });
});

test('a layout of several clusters gets the phase of each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netpol-rollout-'));
  const app = testApp({ outdir: join(folder, 'dist'), layout: Layout.FOLDER_PER_NAMESPACE });
  for (const [name, phase] of [
    ['staging', ENFORCE],
    ['prod', PREPARE],
  ] as const) {
    const cluster = new Cluster(app, name, { platform });
    new NamespaceStack(cluster, 'shop');
    new Rollout(cluster, 'rollout', { phase });
  }
  app.synth();
  const files = (cluster: string) => readdirSync(join(folder, 'dist', cluster, 'shop'));
  expect(files('staging').filter((file) => file.includes('default-deny'))).toHaveLength(1);
  expect(files('staging').filter((file) => file.includes('companion'))).toEqual([]);
  expect(files('prod').filter((file) => file.includes('default-deny'))).toEqual([]);
  expect(files('prod').filter((file) => file.includes('companion'))).toHaveLength(1);
});
