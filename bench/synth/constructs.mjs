// node constructs.mjs POLICIES NAMESPACES OUTDIR [OBJECTS.json]
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { report } from '../measure.mjs';

const { AllowFlow, NamespaceStack, NetpolApp, Platform, Port } = createRequire(import.meta.url)('../../lib');
const [policies, namespaces, outdir, objectsFile] = process.argv.slice(2);
let app;

report(() => {
  app = new NetpolApp({ outdir: join(outdir, 'constructs') });
  const platform = Platform.kubeadm();
  // A stack brings two policies of its own; every flow between two workloads of it brings two more.
  const flows = (Number(policies) / Number(namespaces) - 2) / 2;
  for (let n = 0; n < Number(namespaces); n++) {
    const stack = new NamespaceStack(app, `team-${n}`, { platform, owner: `owner-${n}` });
    for (let f = 0; f < flows; f++) {
      const from = stack.workload(`client-${f}`, { labels: { app: `client-${f}` } });
      const to = stack.workload(`server-${f}`, { labels: { app: `server-${f}` }, ports: { https: Port.tcp(8443) } });
      new AllowFlow(stack, `flow-${f}`, { from, to, reason: `client ${f} asks server ${f}` });
    }
  }
  app.synth();
  return { constructs: app.node.findAll().length };
});

if (objectsFile) {
  const charts = app.charts.map((chart) => ({ id: chart.node.id, objects: chart.toJson() }));
  writeFileSync(objectsFile, JSON.stringify(charts));
}
