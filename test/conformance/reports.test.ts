import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCorpus } from './corpus';
import { checkManifests } from '../../src/lint/check-manifests';
import { readManifests } from '../../src/manifests/read-manifests';
import { cniProfile } from '../../src/platform/cni-profiles/cni-profiles';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { answerQuestion, parseQuestion } from '../../src/reachability/question/flow-question';
import { Analysis } from '../../src/reachability/relation/analysis';
import { connectionsOf } from '../../src/reachability/relation/connections';
import { engineOptions } from '../../src/reachability/universe/engine-options';

/** What must hold of the input of one report, in our words. Its EXPECT.md says where the idea came from. */
interface Expected {
  /** From, to, port, verdict, and the plugin where it matters. */
  readonly verdicts?: readonly (readonly [string, string, string, string, string?])[];
  /** `rule` or `rule name-of-object`, of findings that `check` must have. */
  readonly says?: readonly string[];
  /** The same of findings that it must not have. */
  readonly saysNot?: readonly string[];
  readonly workloads?: readonly string[];
}

const WORLD = '203.0.113.7';

const reports: Readonly<Record<string, Expected>> = {
  '01-named-port-protocol': {
    verdicts: [
      ['zoo/fox', 'zoo/lion', 'TCP/7002', 'allow'],
      ['zoo/fox', 'zoo/lion', 'TCP/7004', 'allow'],
      ['zoo/fox', 'zoo/lion', 'UDP/7003', 'deny'],
      ['zoo/fox', 'zoo/lion', 'SCTP/7001', 'deny'],
      ['zoo/fox', 'zoo/lion', 'UDP/7001', 'deny'],
    ],
  },
  '02-same-owner-different-labels': {
    verdicts: [
      ['zoo/caller', 'zoo/q-1', '*', 'deny'],
      ['zoo/caller', 'zoo/q-2', '*', 'allow'],
      ['zoo/caller', 'zoo/q', '*', 'partly'],
    ],
  },
  '03-same-label-other-namespace': {
    verdicts: [[WORLD, 'team-b/worker', '*', 'allow']],
    says: ['policy-selects-nothing worker-policy', 'namespace-without-policy worker'],
  },
  '04-empty-namespace-selector': {
    verdicts: [
      ['a/one', 'b/two', 'UDP/53', 'allow'],
      ['a/one', 'b/two', 'TCP/80', 'deny'],
      ['a/one', WORLD, 'UDP/53', 'deny'],
    ],
  },
  '06-named-port-to-block': {
    verdicts: [
      ['a/db', '192.0.2.77', 'TCP/6000', 'allow'],
      ['a/db', '192.0.2.77', 'TCP/6001', 'deny'],
    ],
    says: ['named-port-to-block'],
  },
  '07-controller-of-other-namespace': {
    verdicts: [['ingress-nginx/ctl', 'pay/api', 'TCP/8080', 'deny']],
  },
  '08-empty-from': {
    says: [
      'empty-list-allows-all a-null-from',
      'allow-all-ingress b-empty-rule',
      'redundant-rule c-empty-list',
      'empty-list-allows-all d-null-to',
      'empty-list-allows-all e-null-rule',
    ],
  },
  '11-empty-selector-broadens-dns': { says: ['api-validation dns'] },
  '12-chart-renders-invalid': {
    says: ['api-validation defaultDeny', 'api-validation policy_0', 'api-version-unknown old', 'misspelt-kind'],
    saysNot: ['api-validation ok'],
  },
  '13-yaml-booleans-in-labels': {
    says: ['api-validation n1', 'api-validation n3', 'api-validation n4'],
    // "on" as a key and "true" as a value are texts in the end.
    saysNot: ['api-validation n2'],
  },
  '14-sha-label': {
    verdicts: [
      ['shop/other', 'shop/web', '*', 'deny'],
      ['shop/other', 'shop/cell', '*', 'deny'],
    ],
  },
  '15-duplicate-keys': { says: ['unreadable-document'] },
  '16-list-kinds': {
    verdicts: [
      [WORLD, 'shop/p', '*', 'deny'],
      ['shop/p', WORLD, '*', 'deny'],
    ],
    workloads: ['shop/p[Pod]'],
  },
  '17-dns-labels-not-on-pods': {
    verdicts: [['shop/web', 'kube-system/coredns', 'UDP/53', 'deny']],
    says: ['dns-not-reachable advised', 'peer-matches-nothing advised'],
  },
  '19-dns-protocols': {
    says: [
      'dns-udp-without-tcp a-udp-only',
      'udp-protocol-missing b-default-proto',
      'dns-not-reachable d-ipblock-443-only',
      'dns-not-reachable e-dns-in-other-pods-policy',
    ],
    saysNot: ['dns-not-reachable a-udp-only'],
  },
  '20-service-port-vs-container-port': {
    verdicts: [
      ['a/cli', 'b/srv', 'TCP/8080', 'deny'],
      ['a/cli', 'b/srv', 'TCP/80', 'deny'],
      // Port 80 of the Service leads to 8080, which the policy of its pods does not open.
      ['a/cli', '10.96.4.4', 'TCP/80', 'deny'],
      ['a/cli', '10.96.4.4', 'TCP/8080', 'unknown'],
    ],
    says: ['service-port-in-policy in'],
  },
  '21-api-server-by-cluster-ip': {
    verdicts: [
      ['cm/backup-watch', '10.96.0.1', 'TCP/443', 'deny'],
      ['cm/backup-watch', '192.168.7.11', 'TCP/6443', 'deny'],
      ['cm/backup-watch', '10.96.0.1', 'TCP/443', 'allow', 'aws-vpc-cni'],
    ],
  },
  '23-ingress-to-isolated-pods': {
    verdicts: [['edge/ctl', 'app/web', 'TCP/8080', 'deny']],
    says: ['backend-not-reachable web', 'backend-not-found web'],
  },
  '24-named-ports-of-the-source': {
    verdicts: [
      ['kube-system/traefik', 't/app', 'TCP/8080', 'allow'],
      ['kube-system/traefik', 't/app', 'TCP/8443', 'deny'],
    ],
    says: ['named-port-not-found flows'],
  },
  '25-host-network-exporter': {
    verdicts: [
      ['monitoring/prometheus', 'monitoring/node-exporter', 'TCP/9100', 'undefined'],
      ['monitoring/prometheus', 'monitoring/hostport', 'TCP/9101', 'deny'],
    ],
    says: ['host-network-peer prom-out'],
  },
  '27-ipv6': {
    verdicts: [
      ['sb/box', '2001:db8::1', 'TCP/443', 'deny'],
      ['sb/box', '2001:db8::1', 'TCP/443', 'allow', 'azure-npm'],
      ['sb/box', '2001:db8::1', 'TCP/443', 'undefined', 'aws-vpc-cni'],
      ['sb/box', WORLD, 'TCP/443', 'allow', 'azure-npm'],
    ],
  },
  '28-calico-global-beside-np': {
    verdicts: [
      // The policy of order 5 allows it before that of order 10 is asked, and both before the NetworkPolicy.
      ['test/p', '169.254.169.254', 'TCP/80', 'allow'],
      ['test/p', WORLD, 'TCP/80', 'allow'],
      [WORLD, 'test/p', 'TCP/80', 'allow'],
    ],
    says: ['calico-selects-hosts deny-meta', 'calico-stored-form deny-meta'],
  },
  // Antrea's policy and the firewall of OVN could decide all of it, whatever the Admin tier says.
  '29-admin-policies': {
    verdicts: [
      ['mon/m', 'bar/b', 'TCP/80', 'undefined'],
      ['bar/b', WORLD, 'TCP/80', 'undefined'],
    ],
    says: [
      'policy-api-versions-mixed allow-mon',
      'policy-api-versions-mixed default',
      'outside-not-denied x',
      'other-policy-api a',
    ],
  },
  '30-only-cilium-policies': {
    // Empty lists are no rules: Cilium's agent refuses the policy since 1.18, and before it denied nothing either.
    verdicts: [
      ['shop/web', 'shop/db', '*', 'allow'],
      ['shop/web', WORLD, '*', 'allow'],
    ],
    says: ['api-validation deny-all', 'namespace-without-policy'],
  },
  '33-automatic-labels': {
    verdicts: [
      ['data/migrate', 'data/db-0', 'TCP/5432', 'allow'],
      ['data/nolabels', 'data/db-0', 'TCP/5432', 'deny'],
      ['data/nolabels', 'data/db-1', 'TCP/5432', 'allow'],
      ['data/db-0', 'data/migrate', '*', 'deny'],
      ['data/db-0', 'data/nolabels', '*', 'deny'],
    ],
    saysNot: ['policy-selects-nothing', 'peer-matches-nothing'],
  },
  '35-job-labels-not-on-pods': {
    verdicts: [
      ['itsm/init', 'itsm/maria', 'TCP/3306', 'deny'],
      ['itsm/cron', 'itsm/maria', 'TCP/3306', 'deny'],
    ],
    says: ['peer-matches-nothing maria'],
  },
  '37-kubectl-dump': {
    says: ['api-validation np', 'api-validation np2'],
    workloads: ['d/a[Deployment]', 'd/cj[CronJob]'],
  },
  '39-null-label-value': {
    verdicts: [['d/b', 'd/a', 'TCP/80', 'deny']],
    saysNot: ['api-validation'],
  },
  '41-metadata-allowed-and-excepted': {
    verdicts: [
      ['a/p', '169.254.169.254', 'TCP/80', 'allow'],
      ['a/p', '169.254.169.254', 'TCP/443', 'deny'],
    ],
  },
};

describeCorpus('reports', (path) => {
  const folders = readdirSync(path).sort();
  test('every report has a row here', () => {
    expect(Object.keys(reports).sort()).toEqual(folders);
  });

  test.each(Object.entries(reports))('%s', (folder, { verdicts = [], says, saysNot, workloads }) => {
    const { documents, findings } = readManifests([join(path, folder)]);
    const analysisFor = (cni?: string) =>
      Analysis.of(inventoryOf(documents), engineOptions(cni === undefined ? undefined : cniProfile(cni)));
    for (const [from, to, port, expected, cni] of verdicts) {
      const { verdict } = answerQuestion(analysisFor(cni), parseQuestion({ from, to, port }));
      expect({ from, to, port, cni, verdict }).toEqual({ from, to, port, cni, verdict: expected });
    }
    if (workloads) {
      expect([...new Set(connectionsOf(analysisFor()).workloads.map(({ workload }) => workload.id))]).toEqual(
        workloads,
      );
    }
    const said = [...findings, ...checkManifests(documents, {}).findings].flatMap(({ rule, resource }) => [
      rule,
      `${rule} ${resource?.name}`,
    ]);
    expect(said).toEqual(expect.arrayContaining([...(says ?? [])]));
    for (const rule of saysNot ?? []) expect(said).not.toContain(rule);
  });
});
