import { expect, test } from 'vitest';
import { readTable, type KindCase, type KindObject } from './cases';
import type { Family } from './family';
import { POLICY_KINDS } from '../../../src/policy-kinds/policy-kinds';

/** A rule of Cilium, and whether its agent takes it. */
interface Judgement {
  name: string;
  rule: object;
  valid: boolean;
}

/** What rows call a node is an address of it here. */
const NODES: Record<string, string> = { host: '192.0.2.103', 'remote-node': '192.0.2.104' };

const DNS_TABLE = 'the names of the row are known in the running cluster only, and no table of them can be given';
const ICMP = 'ICMP is outside of what is answered';

export const CILIUM: Family = {
  name: 'Cilium',
  group: 'cilium.io',
  families: ['cilium'],
  options: () => ({ ipBlockMatchesPods: 'never' }),
  adapt: withNodes,
  exceptions: {
    'always-mode-without-policy': 'the mode of enforcement is a setting of the agent that cannot be given',
    'never-mode-with-policy': 'the mode of enforcement is a setting of the agent that cannot be given',
    'ct-to-fqdns: cilium-test/client -> 203.0.113.80 TCP 80': DNS_TABLE,
    'ct-to-fqdns: cilium-test/client -> 203.0.113.81 TCP 80': DNS_TABLE,
    'ct-client-ingress-icmp-deny: cilium-test/client2 -> cilium-test/client ICMP type 8': ICMP,
    'l3-only-rule-covers-icmp: default/a -> default/c ICMP type 8': ICMP,
    'merge-l4l7-allow+l4-allow: default/foo -> default/subject TCP 80':
      'the row says that the proxy sees it; an equal rule without a filter lets every request through',
    'merge-l4l7-allow+l4-allow: default/bar -> default/subject TCP 80':
      'the row says that the proxy sees it; an equal rule without a filter lets every request through',
  },
  more: asValidated,
};

function withNodes(one: KindCase): KindCase {
  const nodes: KindObject[] = Object.entries(NODES).map(([name, address]) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { addresses: [{ type: 'InternalIP', address }] },
  }));
  const endOf = (text: string) => NODES[text] ?? text;
  return {
    ...one,
    objects: [...nodes, ...one.objects],
    expect: one.expect.map((row) => ({ ...row, from: endOf(row.from), to: endOf(row.to) })),
  };
}

/** Rules that the table of the agent and the schema of the API server see differently. */
const REFUSED_BEFORE: Record<string, string> = {
  'cidr ok': 'the agent takes a bare address, and the API server refuses it since Cilium 1.17',
};

function asValidated(path: string): void {
  test.each(readTable<Judgement>(path, 'cilium-validation'))('validation: $name', ({ name, rule, valid }) => {
    const isHost = 'nodeSelector' in rule;
    const kind = isHost ? 'CiliumClusterwideNetworkPolicy' : 'CiliumNetworkPolicy';
    const object = {
      apiVersion: 'cilium.io/v2',
      kind,
      metadata: { name: 'x', ...(isHost ? {} : { namespace: 'default' }) },
      spec: rule,
    };
    const { problems } = POLICY_KINDS.find((one) => one.kind === kind)!.judge(object, {});
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (name in REFUSED_BEFORE) expect(errors).not.toEqual([]);
    else if (valid) expect(errors).toEqual([]);
    else expect(errors).not.toEqual([]);
  });
}
