import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../src/model/invalid-input';
import { validateNetworkPolicy } from '../../../src/policy-kinds/networking/validate-policy';
import { policy } from '../../support/policies';
import { said } from '../../validation/support';

const LENIENT = { kubernetesVersion: '1.35' };
const STRICT = { kubernetesVersion: '1.36' };

const block = (cidr: string, except?: string[]) =>
  policy(`{ingress: [{from: [{ipBlock: ${JSON.stringify({ cidr, except })}}]}]}`);
const cidrField = 'spec.ingress[0].from[0].ipBlock.cidr';
const exceptField = 'spec.ingress[0].from[0].ipBlock.except[0]';

describe('metadata', () => {
  test('a name or a generateName is needed', () => {
    expect(said(policy('{}', 'namespace: shop'))).toEqual(['metadata.name Required']);
    expect(said(policy('{}', 'generateName: allow-'))).toEqual([]);
    expect(said(policy('{}', 'generateName: Allow-'))).toEqual([
      'metadata.generateName Invalid',
      'metadata.name Invalid',
    ]);
  });

  test('a policy name is a subdomain of up to 253 characters, a namespace a label of up to 63', () => {
    expect(said(policy('{}', 'name: a.b-c'))).toEqual([]);
    expect(said(policy('{}', `name: ${'a'.repeat(253)}`))).toEqual([]);
    expect(said(policy('{}', `name: ${'a'.repeat(254)}`))).toEqual(['metadata.name Invalid']);
    expect(said(policy('{}', 'name: allow_web'))).toEqual(['metadata.name Invalid']);
    expect(said(policy('{}', 'name: a, namespace: a.b'))).toEqual(['metadata.namespace Invalid']);
    expect(said(policy('{}', `name: a, namespace: ${'a'.repeat(64)}`))).toEqual(['metadata.namespace Invalid']);
  });

  test('the fix proposes a name the API takes', () => {
    expect(validateNetworkPolicy(policy('{}', 'name: Allow_Web'))[0]!.fix).toContain('allow-web');
  });

  test('labels, annotations, finalizers and owners have rules of their own', () => {
    expect(said(policy('{}', 'name: a, labels: {"-a": b}'))).toEqual(['metadata.labels Invalid']);
    expect(said(policy('{}', 'name: a, annotations: {"A/b": c}'))).toEqual([]);
    expect(said(policy('{}', 'name: a, annotations: {"a b": c}'))).toEqual(['metadata.annotations Invalid']);
    expect(said(policy('{}', 'name: a, finalizers: ["a b"]'))).toEqual(['metadata.finalizers Invalid']);
    expect(said(policy('{}', 'name: a, generation: -1'))).toEqual(['metadata.generation Invalid']);
    const owner = '{apiVersion: v1, kind: Pod, name: a, uid: u, controller: true}';
    expect(said(policy('{}', `name: a, ownerReferences: [${owner}, ${owner}]`))).toEqual([
      'metadata.ownerReferences Invalid',
    ]);
  });

  test.each([
    ['generateName: "-"', ['metadata.generateName Invalid', 'metadata.name Invalid']],
    ['generateName: a-', []],
    ['generateName: a--', []],
    ['generateName: a.-', ['metadata.name Invalid']],
    // The mask of a hyphen covers the character before it too, but the name that comes of it does not pass.
    ['generateName: A-', ['metadata.name Invalid']],
    [`generateName: ${'a'.repeat(253)}`, []],
    [`generateName: ${'a'.repeat(254)}`, ['metadata.generateName Invalid']],
    ['name: a, generateName: "-"', ['metadata.generateName Invalid']],
    ['name: a, finalizers: [a, example.com/b, orphan]', []],
    ['name: a, finalizers: [orphan, foregroundDeletion]', ['metadata.finalizers Invalid']],
    ['name: a, finalizers: [""]', ['metadata.finalizers Invalid']],
    ['name: a, creationTimestamp: null', []],
    ['name: a, creationTimestamp: "2026-02-28T23:59:59.5+01:00"', []],
    ['name: a, creationTimestamp: ""', ['metadata.creationTimestamp TypeInvalid']],
    ['name: a, creationTimestamp: 2026-02-28', ['metadata.creationTimestamp TypeInvalid']],
    ['name: a, creationTimestamp: 2026-02-29T00:00:00Z', ['metadata.creationTimestamp TypeInvalid']],
    ['name: a, creationTimestamp: yesterday', ['metadata.creationTimestamp TypeInvalid']],
    ['name: a, managedFields: [{manager: m, operation: Apply, time: null, fieldsV1: {"f:spec": {}}}]', []],
    ['name: a, managedFields: [{manger: m}]', ['metadata.managedFields[0].manger UnknownField']],
    ['name: a, managedFields: [{operation: 5}]', ['metadata.managedFields[0].operation TypeInvalid']],
    ['name: a, managedFields: [{time: now}]', ['metadata.managedFields[0].time TypeInvalid']],
    ['name: a, managedFields: [m]', ['metadata.managedFields[0] TypeInvalid']],
  ])('metadata {%s} is judged as the API server judges it', (metadata, expected) => {
    expect(said(policy('{}', metadata))).toEqual(expected);
  });

  const owners = (list: string) => policy('{}', `name: a, ownerReferences: ${list}`);
  test.each([
    ['[{apiVersion: apps/v1, kind: A, name: a, uid: u}]', [], []],
    ['[{apiVersion: a/b/c, kind: A, name: a, uid: u}]', ['[0].apiVersion Invalid'], ['.apiVersion Invalid']],
    ['[{apiVersion: a/, kind: A, name: a, uid: u}]', ['[0].apiVersion Invalid'], ['.apiVersion Invalid']],
    ['[{apiVersion: v1, kind: Event, name: a, uid: u}]', ['[0] Invalid'], [' Invalid']],
    ['[{apiVersion: v1, kind: A, uid: u}]', ['[0].name Required'], ['.name Invalid']],
    [
      '[{apiVersion: v1, kind: A, name: a, uid: u}, {kind: A, name: a}]',
      ['[1].apiVersion Required', '[1].uid Required'],
      ['.apiVersion Invalid', '.uid Invalid'],
    ],
  ])('owners %s are named by their number since 1.37', (list, now, before) => {
    const at = (places: string[]) => places.map((place) => `metadata.ownerReferences${place}`);
    expect(said(owners(list))).toEqual(at(now));
    expect(said(owners(list), { kubernetesVersion: '1.36' })).toEqual(at(before));
  });

  test('each controller beyond the first is one problem', () => {
    const owner = '{apiVersion: v1, kind: Pod, name: a, uid: u, controller: true}';
    expect(said(owners(`[${owner}, ${owner}, ${owner}]`))).toEqual([
      'metadata.ownerReferences Invalid',
      'metadata.ownerReferences Invalid',
    ]);
  });

  test('annotations may take 256 KiB together, counted in bytes', () => {
    const annotated = (text: string) => ({ ...policy('{}'), metadata: { name: 'a', annotations: { k: text } } });
    expect(said(annotated('x'.repeat(262143)))).toEqual([]);
    expect(said(annotated('x'.repeat(262144)))).toEqual(['metadata.annotations TooLong']);
    expect(said(annotated('é'.repeat(131072)))).toEqual(['metadata.annotations TooLong']);
  });
});

describe('selectors', () => {
  const selector = (requirement: string) => policy(`{podSelector: {matchExpressions: [${requirement}]}}`);

  test('operators are those four and their case counts', () => {
    for (const operator of ['Gt', 'Lt', 'in', 'notin']) {
      expect(said(selector(`{key: a, operator: ${operator}, values: [b]}`))).toEqual([
        'spec.podSelector.matchExpressions[0].operator Invalid',
      ]);
    }
    expect(validateNetworkPolicy(selector('{key: a, operator: in, values: [b]}'))[0]!.fix).toContain('Write In');
  });

  test('Exists takes no values and In needs some', () => {
    expect(said(selector('{key: a, operator: Exists, values: [b]}'))).toEqual([
      'spec.podSelector.matchExpressions[0].values Forbidden',
    ]);
    expect(said(selector('{key: a, operator: NotIn, values: []}'))).toEqual([
      'spec.podSelector.matchExpressions[0].values Required',
    ]);
  });

  test('lengths of labels are counted in bytes', () => {
    const labelled = (value: string) => policy(`{podSelector: {matchLabels: {a: ${value}}}}`);
    expect(said(labelled('x'.repeat(63)))).toEqual([]);
    expect(said(labelled('x'.repeat(64)))).toEqual(['spec.podSelector.matchLabels Invalid']);
    const problems = validateNetworkPolicy(labelled('é'.repeat(32)));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('63 bytes'),
      expect.stringContaining('letters, digits'),
    ]);
  });

  test('repeated keys and contradictions are legal', () => {
    const both = '{key: a, operator: Exists}, {key: a, operator: DoesNotExist}, {key: a, operator: In, values: [b, b]}';
    expect(said(selector(both))).toEqual([]);
  });
});

describe('ports', () => {
  const port = (entry: string) => policy(`{ingress: [{ports: [${entry}]}]}`);
  const field = 'spec.ingress[0].ports[0]';

  test('both clauses that the empty name breaks are reported', () => {
    expect(said(port('{port: ""}'))).toEqual([`${field}.port Invalid`, `${field}.port Invalid`]);
  });

  test('a reversed range carries the value of port, as the API server prints it', () => {
    const [problem] = validateNetworkPolicy(port('{port: 90, endPort: 80}'));
    expect(problem).toMatchObject({ path: ['spec', 'ingress', 0, 'ports', 0, 'endPort'], badValue: 90 });
    expect(said(port('{port: 90, endPort: 90}'))).toEqual([]);
  });

  test('endPort beyond the last port, at a name, or without a beginning', () => {
    expect(said(port('{port: 90, endPort: 65536}'))).toEqual([`${field}.endPort Invalid`]);
    expect(said(port('{port: http, endPort: 90}'))).toEqual([`${field}.endPort Invalid`]);
    expect(said(port('{endPort: 90}'))).toEqual([`${field}.endPort Invalid`]);
  });

  test('protocols are spelt in upper case, and an empty one is not the default', () => {
    expect(said(port('{protocol: tcp}'))).toEqual([`${field}.protocol NotSupported`]);
    expect(said(port('{protocol: ""}'))).toEqual([`${field}.protocol NotSupported`]);
    expect(said(port('{protocol: ICMP}'))).toEqual([`${field}.protocol NotSupported`]);
  });
});

describe('peers and addresses', () => {
  test('an ipBlock excludes selectors, and two selectors go together', () => {
    expect(said(policy('{ingress: [{from: [{podSelector: {}, namespaceSelector: {}}]}]}'))).toEqual([]);
    expect(said(policy('{ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]}'))).toEqual([
      'spec.ingress[0].from[0] Forbidden',
    ]);
  });

  test.each(['01.2.3.0/24', '1.2.3.0/08', '::ffff:1.2.3.4/128', '1.2.3.4/24'])(
    '%s is taken with a warning until 1.35 and refused from 1.36',
    (cidr) => {
      expect(said(block(cidr), { kubernetesVersion: '1.32' })).toEqual([]);
      expect(new Set(said(block(cidr), LENIENT))).toEqual(new Set([`warning ${cidrField}`]));
      expect(said(block(cidr), STRICT)).toEqual([`${cidrField} Invalid`]);
    },
  );

  test.each([
    '1.2.3.4',
    '1.2.3/24',
    '1.2.3.4/33',
    '1.2.3.4/+8',
    '1.2.3.4/',
    'fe80::1%eth0/64',
    '1:::2/64',
    '::/129',
    'a/8',
    ' ',
  ])('%j is no CIDR for any server', (cidr) => expect(said(block(cidr), LENIENT)).toEqual([`${cidrField} Invalid`]));

  test('IPv6 that is not in canonical form is only warned about, in any release that warns', () => {
    expect(said(block('2001:DB8::/32'), STRICT)).toEqual([`warning ${cidrField}`]);
    expect(said(block('2001:db8:0:0::/64'), STRICT)).toEqual([`warning ${cidrField}`]);
    expect(said(block('2001:db8::/32'), STRICT)).toEqual([]);
  });

  test('an except must be smaller and inside, of the same family', () => {
    expect(said(block('10.0.0.0/8', ['10.1.0.0/16']))).toEqual([]);
    for (const hole of ['10.0.0.0/8', '11.0.0.0/16', '0.0.0.0/0', '2001:db8::/64']) {
      expect(said(block('10.0.0.0/8', [hole]))).toEqual([`${exceptField} Invalid`]);
    }
  });

  test('an except can break the notation and the subset rule at once', () => {
    expect(said(block('10.0.0.0/8', ['11.0.0.1/16']), STRICT)).toEqual([
      `${exceptField} Invalid`,
      `${exceptField} Invalid`,
    ]);
  });

  test('a bad except ends the list only on servers up to 1.31', () => {
    const two = block('10.0.0.0/8', ['x', 'y']);
    expect(said(two, { kubernetesVersion: '1.31' })).toHaveLength(1);
    expect(said(two, { kubernetesVersion: '1.32' })).toHaveLength(2);
  });
});

describe('policyTypes', () => {
  test('repetition is legal, a third entry is not, and then nothing else is said about them', () => {
    expect(said(policy('{policyTypes: [Ingress, Ingress]}'))).toEqual([]);
    expect(said(policy('{policyTypes: [Ingress, bad, worse]}'))).toEqual(['spec.policyTypes Invalid']);
    expect(said(policy('{policyTypes: [ingress, Egress]}'))).toEqual(['spec.policyTypes[0] NotSupported']);
  });

  test('too many policyTypes hide nothing else', () => {
    expect(said(policy('{podSelector: {matchLabels: {a: "-"}}, policyTypes: [a, b, c]}'))).toEqual([
      'spec.podSelector.matchLabels Invalid',
      'spec.policyTypes Invalid',
    ]);
  });
});

test('problems come in the order of the API server', () => {
  const everything = policy(
    '{policyTypes: [x], egress: [{to: [{}], ports: [{port: 0}]}], ingress: [{from: [{}], ports: [{protocol: x}]}], podSelector: {matchLabels: {a: "-"}}}',
    'name: A',
  );
  expect(said(everything)).toEqual([
    'metadata.name Invalid',
    'spec.podSelector.matchLabels Invalid',
    'spec.ingress[0].ports[0].protocol NotSupported',
    'spec.ingress[0].from[0] Required',
    'spec.egress[0].ports[0].port Invalid',
    'spec.egress[0].to[0] Required',
    'spec.policyTypes[0] NotSupported',
  ]);
});

test('two identical problems at one field are one', () => {
  const twice = '{key: a, operator: In, values: ["-"]}';
  const both = policy(`{podSelector: {matchExpressions: [${twice}, ${twice}]}}`);
  expect(said(both)).toHaveLength(2);
  const owners = policy('{}', 'name: a, ownerReferences: [{}, {}]');
  expect(said(owners, { kubernetesVersion: '1.36' })).toHaveLength(4);
  // Since then their places differ.
  expect(said(owners)).toHaveLength(8);
});

describe('updates', () => {
  test('name and namespace cannot change', () => {
    const old = policy('{}', 'name: a, namespace: shop, uid: u');
    expect(said(policy('{}', 'name: b, namespace: shop'), { old })).toEqual(['metadata.name Invalid']);
    expect(said(policy('{}', 'name: a'), { old })).toEqual([]);
  });

  test('a CIDR that stood in the old object may stay, but never outside its block', () => {
    const old = block('10.0.0.0/8', ['10.1.0.1/16']);
    expect(said(block('10.0.0.0/8', ['10.1.0.1/16']), { ...STRICT, old })).toEqual([]);
    expect(said(block('10.0.0.0/8', ['10.2.0.1/16']), { ...STRICT, old })).toEqual([`${exceptField} Invalid`]);
    expect(said(block('11.0.0.0/8', ['10.1.0.1/16']), { ...STRICT, old })).toEqual([`${exceptField} Invalid`]);
  });

  test('label values are waived only where the old podSelector was invalid already', () => {
    const bad = policy(
      '{podSelector: {matchLabels: {a: "-"}}, ingress: [{from: [{podSelector: {matchLabels: {b: "-"}}}]}]}',
    );
    const badPeerOnly = policy('{ingress: [{from: [{podSelector: {matchLabels: {b: "-"}}}]}]}');
    expect(said(bad, { old: bad })).toEqual([]);
    expect(said(badPeerOnly, { old: badPeerOnly })).toEqual([
      'spec.ingress[0].from[0].podSelector.matchLabels Invalid',
    ]);
  });
});

test('a release that is not known is refused with those that are', () => {
  for (const kubernetesVersion of ['1.19', '1.99', '2.0', 'latest']) {
    expect(() => validateNetworkPolicy(policy('{}'), { kubernetesVersion })).toThrow(InvalidInput);
  }
});

test('a number in a block may have any number of zeros in front, until 1.36 refuses them', () => {
  const zeros = '0'.repeat(40);
  const blocks = [`10.0.0.0/${zeros}8`, `${zeros}10.0.0.0/8`, `${zeros}fd00::/8`];
  for (const cidr of blocks) {
    const object = policy(`{ingress: [{from: [{ipBlock: {cidr: "${cidr}"}}]}]}`);
    expect(said(object, { kubernetesVersion: '1.32' })).toEqual([]);
    expect(said(object)).toEqual(['spec.ingress[0].from[0].ipBlock.cidr Invalid']);
  }
});
