import { defaultDenyEgress } from './patterns/default-deny-egress';
import { defaultDenyIngress } from './patterns/default-deny-ingress';
import { egressToExternalCidr } from './patterns/egress-to-external-cidr';
import { frontendToBackend } from './patterns/frontend-to-backend';
import { ingressControllerToApp } from './patterns/ingress-controller-to-app';
import { metricsScrape } from './patterns/metrics-scrape';
import { namespaceLevelOrPodLevel } from './patterns/namespace-level-or-pod-level';
import { namespaceToNamespace } from './patterns/namespace-to-namespace';
import { NetpolApp, Platform } from 'cdk8s-netpol';

export const app = new NetpolApp();
const platform = Platform.kubeadm();

defaultDenyIngress(app, platform);
defaultDenyEgress(app, platform);
frontendToBackend(app, platform);
ingressControllerToApp(app, platform);
namespaceToNamespace(app, platform);
egressToExternalCidr(app, platform);
metricsScrape(app, platform);
namespaceLevelOrPodLevel(app, platform);

app.synth();
