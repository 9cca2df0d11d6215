/** Manifests of many workloads that name each other in variables, flags and files, as text. */
export function manifests(workloads, services) {
  const namespaces = Math.ceil(workloads / 100);
  const items = [];
  for (let index = 0; index < workloads; index++) {
    const namespace = `team-${index % namespaces}`;
    const name = `app-${index}`;
    const other = (index * 7 + 1) % services;
    const target = `app-${other}.team-${other % namespaces}`;
    const labels = { app: name };
    items.push({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'main',
                image: `registry.example.com/${name}:1`,
                args: ['--listen=:8080', `--upstream=http://${target}.svc.cluster.local/api`],
                env: [
                  { name: 'LOG_LEVEL', value: 'info' },
                  { name: 'DB_HOST', value: target },
                  { name: 'DB_PORT', value: '80' },
                  { name: 'QUEUE_URL', value: `amqp://user:password@${target}:80/v` },
                ],
                envFrom: [{ configMapRef: { name: `config-${index % namespaces}` } }],
                ports: [{ name: 'http', containerPort: 8080 }],
              },
            ],
          },
        },
      },
    });
    if (index < services) {
      items.push({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }] },
      });
    }
  }
  for (let index = 0; index < namespaces; index++) {
    const data = { 'application.properties': `a.url=http://app-${index}\nb.level=info\n`, FEATURES: 'cart,search' };
    items.push({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `config-${index}`, namespace: `team-${index}` },
      data,
    });
  }
  return items.map((item) => `---\n${JSON.stringify(item)}\n`).join('');
}
