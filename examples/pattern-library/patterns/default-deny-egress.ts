import { App } from 'cdk8s';
import { Baseline, NamespaceStack, Platform, PolicyType } from 'cdk8s-netpol';

/** The pods of a namespace reach nothing but the DNS, without which hardly a program starts. */
export function defaultDenyEgress(app: App, platform: Platform): void {
  new NamespaceStack(app, 'deny-egress', {
    platform,
    baseline: Baseline.of({ isolate: [PolicyType.EGRESS] }),
  });
}
