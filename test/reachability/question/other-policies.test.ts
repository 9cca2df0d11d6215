import { describe, expect, test } from 'vitest';
import { cniProfile } from '../../../src/platform/cni-profiles/cni-profiles';
import { answerQuestion, parseQuestion } from '../../../src/reachability/question/flow-question';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import { namespace, pod, policy } from '../../fixtures/objects';
import { analyse } from '../support';

const objects = [
  namespace('shop', { team: 'a' }),
  namespace('ops', { team: 'b' }),
  pod('shop/web', { labels: { app: 'web' } }),
  pod('shop/db', { labels: { app: 'db' } }),
  pod('ops/tool', { labels: { app: 'tool' } }),
  pod('shop/host', { labels: { app: 'host' }, spec: { hostNetwork: true, containers: [] } }),
];
const other = (apiVersion: string, kind: string, spec: object, space?: string) => ({
  apiVersion,
  kind,
  metadata: { name: 'x', ...(space && { namespace: space }) },
  spec,
});
const verdict = (more: object[], from: string, to: string, port = '*', cni?: string) =>
  answerQuestion(
    analyse([...objects, ...more], 'never', cni ? cniProfile(cni) : undefined),
    parseQuestion({ from, to, port }),
  ).verdict;

/** [what], whether ingress of shop/web, ingress of ops/tool, egress of shop/web are left undefined. */
const table: [string, object, string][] = [
  ['a HostEndpoint of Calico', other('projectcalico.org/v3', 'HostEndpoint', { node: 'n', interfaceName: '*' }), '...'],
  ['a staged policy', other('projectcalico.org/v3', 'StagedNetworkPolicy', {}, 'shop'), '...'],
  [
    'the host firewall of Cilium',
    other('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', { nodeSelector: {}, ingress: [{}] }),
    '...',
  ],
  [
    'an AdminNetworkPolicy of a version that nobody reads',
    other('policy.networking.k8s.io/v1beta1', 'AdminNetworkPolicy', {
      subject: { namespaces: { matchLabels: { team: 'b' } } },
      ingress: [{}],
    }),
    '.I.',
  ],
  [
    'a ClusterNetworkPolicy of a version that nobody reads',
    other('policy.networking.k8s.io/v1beta1', 'ClusterNetworkPolicy', {
      subject: { pods: { podSelector: { matchLabels: { app: 'web' } } } },
      egress: [{}],
    }),
    '..E',
  ],
  [
    'a policy of Antrea',
    other('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', {
      appliedTo: [{ podSelector: { matchLabels: { app: 'tool' } } }],
      ingress: [{}],
    }),
    '.I.',
  ],
  ['an EgressFirewall', other('k8s.ovn.org/v1', 'EgressFirewall', {}, 'shop'), '..E'],
  ['a kind that nobody lists', other('example.com/v1', 'SuperNetworkPolicy', {}, 'ops'), '.I.'],
  ['one that is nowhere', other('example.com/v1', 'SuperNetworkPolicy', {}), 'IIE'],
  ['a NetworkPolicy of no API server', other('networking.k8s.io/v1beta1', 'NetworkPolicy', {}, 'shop'), '...'],
  ['rules of secondary networks', other('k8s.cni.cncf.io/v1beta1', 'MultiNetworkPolicy', {}, 'shop'), '...'],
  [
    'a primary network',
    other('k8s.ovn.org/v1', 'UserDefinedNetwork', { topology: 'Layer3', layer3: { role: 'Primary' } }, 'ops'),
    '.I.',
  ],
  [
    'a secondary network',
    other('k8s.ovn.org/v1', 'UserDefinedNetwork', { topology: 'Layer2', layer2: { role: 'Secondary' } }, 'ops'),
    '...',
  ],
  [
    'a primary network of namespaces',
    other('k8s.ovn.org/v1', 'ClusterUserDefinedNetwork', {
      namespaceSelector: { matchLabels: { team: 'a' } },
      network: { topology: 'Layer2', layer2: { role: 'Primary' } },
    }),
    'I.E',
  ],
];

describe('what is not analysed leaves undefined what it could decide, and nothing else', () => {
  test.each(table)('%s', (_what, made, expected) => {
    const isOpen = (from: string, to: string) => verdict([made], from, to) === 'undefined';
    const given = [
      isOpen('8.8.8.8', 'shop/web') ? 'I' : '.',
      isOpen('8.8.8.8', 'ops/tool') ? 'I' : '.',
      isOpen('shop/web', '8.8.8.8') ? 'E' : '.',
    ];
    expect(given.join('')).toBe(expected);
  });

  test('the relation says the same as each flow', () => {
    for (const [, made] of table) {
      const analysis = analyse([...objects, made]);
      const undefinedRows = connectionsOf(analysis).undefinedByApi.map(({ from, to }) => `${from.id} ${to.id}`);
      for (const from of ['shop/web', 'shop/db', 'ops/tool']) {
        for (const to of ['shop/web', 'shop/db', 'ops/tool']) {
          if (from === to) continue;
          expect([from, to, undefinedRows.includes(`${from}[Pod] ${to}[Pod]`)]).toEqual([
            from,
            to,
            verdict([made], from, to) === 'undefined',
          ]);
        }
      }
    }
  });

  test('what the other end denies for sure is denied', () => {
    const unread = other('example.com/v1', 'SuperNetworkPolicy', {}, 'shop');
    const deny = policy('ops/deny', { policyTypes: ['Ingress'] });
    expect(verdict([unread, deny], 'shop/web', 'ops/tool')).toBe('deny');
    expect(verdict([unread], 'shop/web', 'ops/tool')).toBe('undefined');
  });

  test('where no policy has any effect, none of these has', () => {
    const antrea = other('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', {});
    expect(verdict([antrea], '8.8.8.8', 'shop/web', '*', 'flannel')).toBe('allow');
  });
});

describe('labels with a value that nobody knows', () => {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop' },
    spec: { template: { metadata: { labels: { app: 'api' } }, spec: { containers: [] } } },
  };
  const selecting = (expression: { operator: string; values?: string[] }) =>
    policy('shop/p', { podSelector: { matchExpressions: [{ key: 'pod-template-hash', ...expression }] } });
  const fromThose = (expression: { operator: string; values?: string[] }) =>
    policy('shop/p', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'pod-template-hash', ...expression }] } }] }],
    });

  test.each([
    [{ operator: 'Exists' }, 'deny', 'allow'],
    [{ operator: 'DoesNotExist' }, 'allow', 'deny'],
    [{ operator: 'In', values: ['5d'] }, 'undefined', 'undefined'],
    [{ operator: 'NotIn', values: ['5d'] }, 'undefined', 'undefined'],
  ])('%j decides what it can', (expression, asSubject, asPeer) => {
    expect(verdict([deployment, selecting(expression)], 'shop/web', 'shop/api')).toBe(asSubject);
    expect(verdict([deployment, fromThose(expression)], 'shop/api', 'shop/db')).toBe(asPeer);
    const undefinedRows = (made: object) =>
      connectionsOf(analyse([...objects, deployment, made])).undefinedByApi.map(
        ({ from, to }) => `${from.id} ${to.id}`,
      );
    expect(undefinedRows(selecting(expression)).includes('shop/web[Pod] shop/api[Deployment]')).toBe(
      asSubject === 'undefined',
    );
    expect(undefinedRows(fromThose(expression)).includes('shop/api[Deployment] shop/db[Pod]')).toBe(
      asPeer === 'undefined',
    );
  });
});

describe('whose address it is', () => {
  const known = [
    pod('shop/srv', {
      labels: { app: 'srv' },
      status: { podIP: '10.244.1.9' },
      spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }] },
    }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'srv', namespace: 'shop' },
      spec: { clusterIP: '10.96.0.7', selector: { app: 'srv' }, ports: [{ port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n1' },
      status: { addresses: [{ type: 'InternalIP', address: '192.168.0.1' }] },
    },
    policy('shop/srv', { podSelector: { matchLabels: { app: 'srv' } }, ingress: [{ ports: [{ port: 8080 }] }] }),
    policy('ops/out', {
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '192.168.0.0/16' } }] }],
    }),
  ];
  const ask = (to: string, port = '*', from = 'shop/web', cni?: string) =>
    answerQuestion(
      analyse([...objects, ...known], 'never', cni ? cniProfile(cni) : undefined),
      parseQuestion({ from, to, port }),
    );

  test('an address of a pod is that pod', () => {
    for (const port of ['TCP/8080', 'TCP/80']) {
      expect(ask('10.244.1.9', port).verdict).toBe(ask('shop/srv', port).verdict);
    }
    expect(ask('10.244.1.9', 'TCP/8080').notes).toEqual(['10.244.1.9 is the address of shop/srv[Pod].']);
    expect(ask('shop/web', '*', '10.244.1.9').verdict).toBe('allow');
    expect(ask('10.244.1.9', 'TCP/8080', '10.244.1.9').examples[0]!.flow.toItself).toBe(true);
  });

  test('an address of a Service is its pods, on the container ports behind its ports', () => {
    const { verdict: given, examples, notes } = ask('10.96.0.7', 'TCP/80');
    expect(given).toBe('allow');
    expect(examples[0]!.ports.toStrings()).toEqual(['TCP 8080']);
    expect(notes[0]).toContain('the Service shop/srv');
    expect(ask('10.96.0.7', 'TCP/8080')).toMatchObject({ verdict: 'unknown' });
    expect(ask('10.96.0.7', 'TCP/8080').nothing[0]).toContain('Its ports are TCP/80');
    expect(ask('shop/web', '*', '10.96.0.7').nothing[0]).toContain('Connections do not come from it');
  });

  test('an address of a node is what the plugin makes of it', () => {
    const byPlugin = (cni?: string) => ask('192.168.0.1', 'TCP/22', 'ops/tool', cni).verdict;
    expect([byPlugin(), byPlugin('cilium'), byPlugin('calico')]).toEqual(['allow', 'deny', 'allow']);
    expect(ask('192.168.0.1', 'TCP/22', 'ops/tool').notes[0]).toContain('the node n1');
    expect(ask('192.168.0.2', 'TCP/22', 'ops/tool', 'cilium').verdict).toBe('allow');
  });

  test('two addresses of no pod are nothing that a policy speaks about', () => {
    expect(ask('8.8.8.8', '*', '1.1.1.1').verdict).toBe('unknown');
  });
});

describe('IPv6 on plugins that do not police it', () => {
  const deny = policy('shop/deny', { policyTypes: ['Ingress', 'Egress'] });

  test.each([
    [undefined, 'deny'],
    ['calico', 'deny'],
    ['azure-npm', 'allow'],
    ['weave', 'allow'],
    ['aws-vpc-cni', 'undefined'],
    ['ovn-kubernetes', 'undefined'],
  ])('%s: %s', (cni, expected) => {
    expect(verdict([deny], 'shop/web', '2001:db8::1', '*', cni)).toBe(expected);
    expect(verdict([deny], '2001:db8::1', 'shop/web', '*', cni)).toBe(expected);
    expect(verdict([deny], 'shop/web', '8.8.8.8', '*', cni)).toBe('deny');
    const { allowed, undefinedByApi } = connectionsOf(
      analyse([...objects, deny], 'never', cni ? cniProfile(cni) : undefined),
    );
    const found = [allowed, undefinedByApi].map((rows) =>
      rows.some(({ from, to }) => from.id === 'shop/web[Pod]' && to.kind === 'ip' && to.range.family === 6),
    );
    expect(found).toEqual([expected === 'allow', expected === 'undefined']);
  });
});
