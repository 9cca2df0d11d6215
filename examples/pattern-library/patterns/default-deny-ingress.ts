import { App } from 'cdk8s';
import { Baseline, NamespaceStack, Platform, PolicyType } from 'cdk8s-netpol';

/** Nothing reaches the pods of a namespace; what they reach themselves stays open. */
export function defaultDenyIngress(app: App, platform: Platform): void {
  new NamespaceStack(app, 'deny-ingress', {
    platform,
    baseline: Baseline.of({ isolate: [PolicyType.INGRESS], dns: false }),
  });
}
