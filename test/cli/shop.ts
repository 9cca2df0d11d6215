import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of their own for one test. */
export function files(contents: Record<string, string>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'netpol-'));
  return Object.fromEntries(
    Object.entries(contents).map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return [name, path];
    }),
  );
}

const deployment = (namespace: string, name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: c, image: i }] }
---`;

export const workloads = `${deployment('shop', 'web')}${deployment('orders', 'orders-api')}
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Namespace
metadata: { name: orders }
`;

/** Line 12 is where the port stands. */
export const policies = (port: number, block = '10.0.0.0/8') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: orders-api
  namespace: orders
spec:
  podSelector: { matchLabels: { app: orders-api } }
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } }
      ports:
        - port: ${port}
    - from: [{ ipBlock: { cidr: ${block} } }]
      ports: [{ port: 8443 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: orders }
spec: { policyTypes: [Ingress] }
`;
