import { describe, expect, test } from 'vitest';
import type { NetworkPolicy, Protocol } from './kubernetes';
import { naiveVerdict, type EndpointRef, type Options } from './naive';
import { namespace, pod, policy } from '../fixtures/objects';

/** `shop/web` is a pod, anything else an address; `TCP/80` is a port. */
function ask(
  objects: unknown[],
  from: string,
  to: string,
  port: string,
  blocks: Options['ipBlockMatchesPods'] = 'never',
) {
  const end = (text: string): EndpointRef => (text.includes('/') ? { pod: text } : { ip: text });
  const [protocol, number] = port.split('/');
  const query = { from: end(from), to: end(to), protocol: protocol as Protocol, port: Number(number) };
  return naiveVerdict(objects, query, { ipBlockMatchesPods: blocks });
}

const web = pod('shop/web', { labels: { app: 'web' } });
const db = pod('shop/db', { labels: { app: 'db' } });
const batch = pod('ops/batch', { labels: { app: 'web' } });
const pods = [namespace('shop', { team: 'shop' }), web, db, batch];
const onDb = (spec: NonNullable<NetworkPolicy['spec']>) =>
  policy('shop/db', { podSelector: { matchLabels: { app: 'db' } }, ...spec });

describe('isolation', () => {
  test('without policies everything is allowed', () => {
    expect(ask(pods, 'ops/batch', 'shop/db', 'SCTP/1')).toBe('allowed');
    expect(ask(pods, '8.8.8.8', 'shop/db', 'TCP/80')).toBe('allowed');
  });

  test('an empty spec isolates ingress of the whole namespace and egress of none', () => {
    const objects = [...pods, policy('shop/all', {})];
    expect(ask(objects, 'ops/batch', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(objects, 'shop/db', 'ops/batch', 'TCP/80')).toBe('allowed');
  });

  test('egress rules without policyTypes isolate both directions', () => {
    const objects = [...pods, onDb({ egress: [{ ports: [{ port: 53 }] }] })];
    expect(ask(objects, 'shop/db', 'ops/batch', 'TCP/80')).toBe('denied');
    expect(ask(objects, 'shop/db', 'ops/batch', 'TCP/53')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/53')).toBe('denied');
  });

  test('an empty egress list without policyTypes isolates ingress only', () => {
    const objects = [...pods, onDb({ egress: [] })];
    expect(ask(objects, 'shop/db', 'shop/web', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test('rules of a direction that policyTypes leaves out have no effect', () => {
    const objects = [...pods, onDb({ policyTypes: ['Egress'], ingress: [] })];
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'shop/db', 'shop/web', 'TCP/80')).toBe('denied');
  });

  test('both ends must allow, port by port', () => {
    const out = policy('shop/web', {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 80, endPort: 90 }] }],
    });
    const objects = [...pods, out, onDb({ ingress: [{ ports: [{ port: 85, endPort: 95 }] }] })];
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/84')).toBe('denied');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/85')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/90')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/91')).toBe('denied');
  });

  test('a pod reaches itself whatever is denied', () => {
    const objects = [...pods, policy('shop/none', { policyTypes: ['Ingress', 'Egress'] })];
    expect(ask(objects, 'shop/db', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/80')).toBe('denied');
  });
});

describe('peers', () => {
  test.each([undefined, null, []])('a rule with from: %j allows everyone', (from) => {
    const objects = [...pods, onDb({ ingress: [{ from }] })];
    expect(ask(objects, 'ops/batch', 'shop/db', 'UDP/9')).toBe('allowed');
    expect(ask(objects, '2001:db8::1', 'shop/db', 'TCP/80')).toBe('allowed');
  });

  test('podSelector alone stays in the namespace of the policy', () => {
    const objects = [...pods, onDb({ ingress: [{ from: [{ podSelector: {}, namespaceSelector: null }] }] })];
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'ops/batch', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(objects, '10.0.0.1', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test('an empty namespaceSelector is every namespace, and no address', () => {
    const objects = [...pods, onDb({ ingress: [{ from: [{ namespaceSelector: {} }] }] })];
    expect(ask(objects, 'ops/batch', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, '10.0.0.1', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test('two selectors in one peer are and, in two peers or', () => {
    const podSelector = { matchLabels: { app: 'web' } };
    const namespaceSelector = { matchLabels: { team: 'shop' } };
    const both = [...pods, onDb({ ingress: [{ from: [{ podSelector, namespaceSelector }] }] })];
    expect(ask(both, 'shop/web', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(both, 'ops/batch', 'shop/db', 'TCP/80')).toBe('denied');

    const other = pod('shop/other');
    const either = [...pods, other, onDb({ ingress: [{ from: [{ podSelector }, { namespaceSelector }] }] })];
    expect(ask(either, 'shop/other', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(either, 'ops/batch', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test('NotIn and DoesNotExist match where the key is missing, In and Exists do not', () => {
    const from = (operator: string, values?: string[]) => [
      ...pods,
      onDb({ ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'tier', operator, values }] } }] }] }),
    ];
    expect(ask(from('NotIn', ['x']), 'shop/web', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(from('DoesNotExist'), 'shop/web', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(from('In', ['x']), 'shop/web', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(from('Exists'), 'shop/web', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test('every namespace carries its name as a label, with an object or without', () => {
    const named = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
    const objects = [...pods, onDb({ ingress: [{ from: [{ namespaceSelector: named('ops') }] }] })];
    expect(ask(objects, 'ops/batch', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test('an object without a namespace is in default', () => {
    const objects = [
      pod('a'),
      pod('default/b'),
      pod('other/c'),
      policy('p', { ingress: [{ from: [{ podSelector: {} }] }] }),
    ];
    expect(ask(objects, 'default/a', 'default/b', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'other/c', 'default/a', 'TCP/80')).toBe('denied');
  });
});

describe('ports', () => {
  test.each([undefined, null, []])('ports: %j is every port of every protocol', (ports) => {
    const objects = [...pods, onDb({ ingress: [{ ports }] })];
    expect(ask(objects, 'shop/web', 'shop/db', 'SCTP/65535')).toBe('allowed');
  });

  test('an empty port is every port of TCP, a protocol alone every port of it', () => {
    expect(ask([...pods, onDb({ ingress: [{ ports: [{}] }] })], 'shop/web', 'shop/db', 'TCP/7')).toBe('allowed');
    expect(ask([...pods, onDb({ ingress: [{ ports: [{}] }] })], 'shop/web', 'shop/db', 'UDP/7')).toBe('denied');
    const udp = [...pods, onDb({ ingress: [{ ports: [{ protocol: 'UDP', port: null }] }] })];
    expect(ask(udp, 'shop/web', 'shop/db', 'UDP/7')).toBe('allowed');
    expect(ask(udp, 'shop/web', 'shop/db', 'TCP/7')).toBe('denied');
  });

  test('a named port is what the destination declares, by name and protocol, in any container that serves', () => {
    const serving = pod('shop/db', {
      labels: { app: 'db' },
      spec: {
        containers: [
          { ports: [{ name: 'sql', containerPort: 5432 }] },
          { ports: [{ name: 'sql', containerPort: 5433, protocol: 'UDP' }] },
        ],
        initContainers: [
          { ports: [{ name: 'sql', containerPort: 1 }] },
          { restartPolicy: 'Always', ports: [{ name: 'sql', containerPort: 2 }] },
        ],
      },
    });
    const objects = [web, serving, onDb({ ingress: [{ ports: [{ port: 'sql' }] }] })];
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/5432')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/2')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/1')).toBe('denied');
    expect(ask(objects, 'shop/web', 'shop/db', 'TCP/5433')).toBe('denied');
    expect(ask(objects, 'shop/web', 'shop/db', 'UDP/5433')).toBe('denied');
  });

  test('a named port in egress is resolved on the destination and never on an address', () => {
    const target = pod('ops/api', { spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] } });
    const objects = [db, target, onDb({ policyTypes: ['Egress'], egress: [{ ports: [{ port: 'http' }] }] })];
    expect(ask(objects, 'shop/db', 'ops/api', 'TCP/8080')).toBe('allowed');
    expect(ask(objects, 'shop/db', 'ops/api', 'TCP/80')).toBe('denied');
    expect(ask(objects, 'shop/db', '8.8.8.8', 'TCP/8080')).toBe('denied');
  });
});

describe('addresses', () => {
  const blocks = (...peers: { cidr: string; except?: string[] }[]) =>
    onDb({ ingress: [{ from: peers.map((ipBlock) => ({ ipBlock })) }] });

  test('a block holds its first and last address and nothing beside them', () => {
    const objects = [...pods, blocks({ cidr: '10.0.1.0/30' })];
    expect(ask(objects, '10.0.0.255', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(objects, '10.0.1.0', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, '10.0.1.3', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, '10.0.1.4', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test('bits beyond the prefix do not count', () => {
    const objects = [...pods, blocks({ cidr: '10.0.1.7/24' })];
    expect(ask(objects, '10.0.1.1', 'shop/db', 'TCP/80')).toBe('allowed');
  });

  test('except takes away from its own block only', () => {
    const objects = [...pods, blocks({ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }, { cidr: '10.1.2.0/24' })];
    expect(ask(objects, '10.1.1.1', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(objects, '10.1.2.1', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, '10.2.0.0', 'shop/db', 'TCP/80')).toBe('allowed');
  });

  test('IPv4 and IPv6 never match each other', () => {
    const four = [...pods, blocks({ cidr: '0.0.0.0/0' })];
    const six = [...pods, blocks({ cidr: '::/0', except: ['2001:db8::/32'] })];
    expect(ask(four, '::1', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(six, '1.2.3.4', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(six, '::ffff:1.2.3.4', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(six, '2001:db8:ffff::', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(six, '2001:db9::', 'shop/db', 'TCP/80')).toBe('allowed');
  });

  test('whether a block matches a pod with a known address is an option', () => {
    const dual = pod('ops/dual', { status: { podIP: '10.0.0.5', podIPs: [{ ip: '10.0.0.5' }, { ip: 'fd00::5' }] } });
    const four = [db, batch, dual, blocks({ cidr: '10.0.0.0/24' })];
    const six = [db, batch, dual, blocks({ cidr: 'fd00::/64' })];
    expect(ask(four, 'ops/dual', 'shop/db', 'TCP/80', 'never')).toBe('denied');
    expect(ask(four, 'ops/dual', 'shop/db', 'TCP/80', 'known-ips')).toBe('allowed');
    expect(ask(six, 'ops/dual', 'shop/db', 'TCP/80', 'known-ips')).toBe('allowed');
    expect(ask(four, 'ops/batch', 'shop/db', 'TCP/80', 'known-ips')).toBe('denied');
  });

  test('the own node always reaches its pods, and whether they reach it is undefined', () => {
    const onNode = pod('shop/db', { labels: { app: 'db' }, status: { hostIP: '192.168.0.1' } });
    const objects = [onNode, onDb({ policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 10250 }] }] })];
    expect(ask(objects, '192.168.0.1', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, '192.168.0.2', 'shop/db', 'TCP/80')).toBe('denied');
    expect(ask(objects, 'shop/db', '192.168.0.1', 'TCP/80')).toBe('undefined');
    expect(ask(objects, 'shop/db', '192.168.0.1', 'TCP/10250')).toBe('allowed');
    expect(ask(objects, 'shop/db', '192.168.0.2', 'TCP/80')).toBe('denied');
  });
});

describe('hostNetwork', () => {
  const host = pod('shop/host', { labels: { app: 'host' }, spec: { hostNetwork: true } });
  const selectsHost = { podSelector: { matchLabels: { app: 'host' } } };

  test('a subject that no policy selects is allowed', () => {
    const objects = [...pods, host, onDb({ policyTypes: ['Egress'], egress: [{}] })];
    expect(ask(objects, 'shop/host', 'shop/web', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'ops/batch', 'shop/host', 'TCP/80')).toBe('allowed');
  });

  test('a subject that a policy selects is undefined, but for what the policy allows', () => {
    const egress = [{ ports: [{ port: 80 }] }];
    const objects = [...pods, host, policy('shop/host', { ...selectsHost, policyTypes: ['Egress'], egress })];
    expect(ask(objects, 'shop/host', 'shop/web', 'TCP/81')).toBe('undefined');
    expect(ask(objects, 'shop/host', 'shop/web', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'shop/web', 'shop/host', 'TCP/80')).toBe('allowed');
  });

  test('a peer is undefined unless a rule allows regardless of the peer', () => {
    const objects = [...pods, host, onDb({ ingress: [{ ports: [{ port: 80 }] }, { from: [{ podSelector: {} }] }] })];
    expect(ask(objects, 'shop/host', 'shop/db', 'TCP/80')).toBe('allowed');
    expect(ask(objects, 'shop/host', 'shop/db', 'TCP/81')).toBe('undefined');
  });

  test('no rules at all leave it undefined too, at either end', () => {
    const none = { policyTypes: ['Ingress' as const, 'Egress' as const] };
    const objects = [...pods, host, onDb(none)];
    expect(ask(objects, 'shop/db', 'shop/host', 'TCP/80')).toBe('undefined');
    expect(ask(objects, 'shop/host', 'shop/db', 'TCP/80')).toBe('undefined');
    expect(ask(objects, 'shop/db', 'shop/web', 'TCP/80')).toBe('denied');
  });

  test('it reaches itself', () => {
    const objects = [host, policy('shop/all', { policyTypes: ['Ingress', 'Egress'] })];
    expect(ask(objects, 'shop/host', 'shop/host', 'TCP/80')).toBe('allowed');
  });
});

describe('what is read', () => {
  test('policies of another API group are not NetworkPolicies, and nobody knows what they do', () => {
    const antrea = { ...policy('shop/all', {}), apiVersion: 'crd.antrea.io/v1beta1' };
    expect(ask([...pods, antrea], 'shop/web', 'shop/db', 'TCP/80')).toBe('undefined');
    expect(ask([...pods, antrea], 'shop/web', '8.8.8.8', 'TCP/80')).toBe('undefined');
  });

  test('items of a List are read', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [...pods, policy('shop/all', {})] };
    expect(ask([list], 'shop/web', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test('items of a PodList need not say that they are pods', () => {
    const item = { metadata: { name: 'listed', namespace: 'shop' } };
    const list = { apiVersion: 'v1', kind: 'PodList', items: [item] };
    expect(ask([db, list, policy('shop/all', {})], 'shop/listed', 'shop/db', 'TCP/80')).toBe('denied');
  });

  test.each(['Succeeded', 'Failed'])('a pod in phase %s is no endpoint', (phase) => {
    const ended = pod('shop/ended', { status: { phase, podIP: '10.0.0.9' } });
    expect(() => ask([...pods, ended], 'shop/ended', 'shop/db', 'TCP/80')).toThrow('shop/ended');
  });

  test('a pending pod is an endpoint, by its labels', () => {
    const pending = pod('shop/new', { labels: { app: 'db' }, status: { phase: 'Pending' } });
    expect(ask([...pods, pending, onDb({})], 'shop/web', 'shop/new', 'TCP/80')).toBe('denied');
  });
});
