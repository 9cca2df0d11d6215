import { Chart, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Baseline,
  Cidr,
  Cni,
  NamespaceStack,
  NamespaceStackProps,
  NetpolApp,
  NetpolAppProps,
  Platform,
  Port,
  Workload,
} from '../../src';
import { KubernetesObject } from '../../src/model/kubernetes-object';

/** A platform on which everything is known. */
export const platform = Platform.kubeadm({
  cni: Cni.calico('3.30'),
  apiServer: [Cidr.of('10.0.0.10/32'), Cidr.of('10.0.0.11/32')],
});

/** An app whose clock stands still. */
export function testApp(props: NetpolAppProps = {}): NetpolApp {
  return new NetpolApp({ now: new Date('2026-12-01T12:00:00Z'), outdir: 'not-written', ...props });
}

/** A stack without a baseline, so that a test sees only what it made. */
export function bareStack(scope: Construct, id: string, props: Partial<NamespaceStackProps> = {}): NamespaceStack {
  return new NamespaceStack(scope, id, { platform, baseline: Baseline.none(), ...props });
}

/** A workload with a serving and a metrics port. */
export function service(stack: NamespaceStack, name: string): Workload {
  return stack.workload(name, { labels: { app: name }, ports: { https: Port.tcp(8443), metrics: Port.tcp(9090) } });
}

/** What a chart synthesises to, as a reviewer would read it. */
export function yamlOf(...charts: Chart[]): string {
  return Yaml.stringify(...charts.flatMap((chart) => chart.toJson() as unknown[]));
}

/** Every object of an app. */
export function objectsOf(app: NetpolApp): KubernetesObject[] {
  return app.charts.flatMap((chart) => chart.toJson() as KubernetesObject[]);
}
