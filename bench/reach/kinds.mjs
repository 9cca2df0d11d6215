/**
 * The same rules for the same pods, as NetworkPolicies and as policies of another kind: 10,000 policies over 100,000
 * pods at scale 1. Each is about the pods of one app in one namespace, and opens one port to a team.
 */
const NAMESPACES = 5_000;
const PODS = 20;
const APPS = ['web', 'api', 'db', 'job'];

function clusterOf(scale, policiesIn) {
  const objects = [];
  for (let n = 0; n < NAMESPACES * scale; n++) {
    const namespace = `ns-${n}`;
    objects.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { team: `team-${n % 100}` } } });
    for (let p = 0; p < PODS; p++) {
      objects.push({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `pod-${p}`, namespace, labels: { app: APPS[p % APPS.length] } },
        spec: { containers: [{ name: 'main', image: 'i' }] },
        status: { podIP: `10.${n >> 8}.${n & 255}.${p + 1}` },
      });
    }
    objects.push(...policiesIn(namespace, n));
  }
  return objects;
}

const team = (n) => ({ matchLabels: { team: `team-${n % 100}` } });
const app = (name) => ({ matchLabels: { app: name } });

export const KINDS = {
  'network-policies': (scale) =>
    clusterOf(scale, (namespace, n) =>
      ['web', 'api'].map((name, i) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace },
        spec: {
          podSelector: app(name),
          ingress: [{ from: [{ namespaceSelector: team(n + i) }], ports: [{ port: 8080 + i }] }],
        },
      })),
    ),
  'cluster-network-policies': (scale) =>
    clusterOf(scale, (namespace, n) =>
      ['web', 'api'].map((name, i) => ({
        apiVersion: 'policy.networking.k8s.io/v1alpha2',
        kind: 'ClusterNetworkPolicy',
        metadata: { name: `${namespace}-${name}` },
        spec: {
          tier: 'Admin',
          priority: n % 1001,
          subject: {
            pods: {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
              podSelector: app(name),
            },
          },
          ingress: [
            {
              action: 'Accept',
              from: [{ namespaces: team(n + i) }],
              protocols: [{ tcp: { destinationPort: { number: 8080 + i } } }],
            },
            { action: 'Deny', from: [{ namespaces: {} }] },
          ],
        },
      })),
    ),
};
