import { App } from 'cdk8s';
import { Cidr, ExternalEgress, NamespaceStack, Platform, Port } from 'cdk8s-netpol';

/** A workload reaches the addresses of a partner, but for one of them. */
export function egressToExternalCidr(app: App, platform: Platform): void {
  const billing = new NamespaceStack(app, 'billing', { platform });
  const invoices = billing.workload('invoices', { labels: { app: 'invoices' } });
  new ExternalEgress(billing, 'bank', {
    from: invoices,
    to: [Cidr.of('198.51.100.0/24')],
    except: [Cidr.of('198.51.100.66/32')],
    ports: [Port.tcp(443)],
    reason: 'invoices are sent to the bank; .66 is its test system',
  });
}
