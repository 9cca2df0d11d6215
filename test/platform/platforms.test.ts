import { describe, expect, test } from 'vitest';
import { CLUSTERS, ClusterModel } from './clusters';
import {
  AllowIngressController,
  AllowKubeApi,
  AllowScrape,
  AllowWebhook,
  NamespaceStack,
  Platform,
  Port,
  Reachability,
} from '../../src';
import { checkManifests } from '../../src/lint/check-manifests';
import { plainDocuments } from '../../src/manifests/plain-document';
import { DISTRIBUTIONS } from '../../src/platform/distributions';
import { flowsOf } from '../support/flows';
import { relationOf } from '../support/relation';
import { objectsOf, testApp } from '../support/tree';

/** A stack with what nearly every application needs. */
function appOn(platform: Platform) {
  const app = testApp();
  const shop = new NamespaceStack(app, 'shop', { platform, owner: 'team-shop' });
  const api = shop.workload('api', {
    labels: { app: 'api' },
    ports: { http: Port.tcp(8080), metrics: Port.tcp(9090), webhook: Port.tcp(9443) },
  });
  new AllowScrape(shop, 'metrics', { to: api, port: 'metrics' });
  new AllowIngressController(shop, 'storefront', { to: api, ports: [api.port('http')] });
  new AllowWebhook(shop, 'admission', { to: api, port: 'webhook' });
  new AllowKubeApi(shop, 'watch', { from: api });
  return app;
}

const application = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'api' } },
    template: {
      metadata: { labels: { app: 'api' } },
      spec: {
        containers: [{ name: 'c', ports: [{ containerPort: 8080 }, { containerPort: 9090 }, { containerPort: 9443 }] }],
      },
    },
  },
};

function objectsOn({ platform, objects }: ClusterModel): object[] {
  return [...objectsOf(appOn(platform)), application, ...objects];
}

describe.each(Object.entries(CLUSTERS))(
  'a stack with baseline, scrape, ingress, webhook and kube API on %s',
  (_, model) => {
    test('synthesises', () => {
      expect(appOn(model.platform).synthYaml()).toContain('name: default-deny');
    });

    test('is valid and draws no warning of lint', () => {
      const { cni, kubernetesVersion } = model.platform;
      const { findings } = checkManifests(plainDocuments(objectsOn(model)), {
        platform: model.platform,
        cni: cni?._profile,
        kubernetesVersion,
      });
      const serious = findings.filter(
        ({ severity, resource }) => severity !== 'info' && resource?.namespace === 'shop',
      );
      expect(serious.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    });

    test('opens exactly those flows, by the naive evaluator', () => {
      expect(relationOf(objectsOn(model), model.addresses)).toEqual(model.relation);
    });

    test('opens exactly those flows, by the engine', () => {
      const reach = Reachability.fromObjects(objectsOn(model), { cni: model.platform.cni });
      expect(reach).toHaveExactly(flowsOf(model.relation, model.addresses));
    });
  },
);

test('every distribution is tried', () => {
  const tried = Object.values(CLUSTERS).map(({ platform }) => platform.name);
  expect(tried.sort()).toEqual(DISTRIBUTIONS.map(({ name }) => name).sort());
});
