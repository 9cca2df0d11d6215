import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { sealedOff } from '../../../src/reachability/relation/sealed-off';
import { engineOptions } from '../../../src/reachability/universe/engine-options';
import { pod, policy } from '../../fixtures/objects';

test('a workload is sealed off where its own policies let nothing in and nothing out', () => {
  const objects = [
    ...['closed', 'fed', 'asking'].map((app) => pod(`shop/${app}`, { labels: { app } })),
    pod('shop/host', { labels: { app: 'host' }, spec: { hostNetwork: true } }),
    pod('other/free', { labels: { app: 'closed' } }),
    policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('shop/feed', { podSelector: { matchLabels: { app: 'fed' } }, ingress: [{ from: [{ podSelector: {} }] }] }),
    policy('shop/ask', {
      podSelector: { matchLabels: { app: 'asking' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }],
    }),
  ];
  const analysis = Analysis.of(inventoryOf(plainDocuments(objects)), engineOptions(undefined));
  expect(sealedOff(analysis).map(({ id }) => id)).toEqual(['shop/closed[Pod]']);
});
