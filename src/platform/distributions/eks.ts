import { DistributionFacts } from './distribution-facts';
import { tcp } from '../fact-notation';
import { IngressController } from '../ingress-controller';

/** Amazon EKS. */
export const EKS: DistributionFacts = {
  name: 'eks',
  title: 'Amazon EKS',
  dns: { service: 'dns.eks', cachePods: false, nodeLocal: false },
  apiServer: { port: tcp(443), runsOn: 'elsewhere', note: "the cluster's network interfaces in subnets of the VPC" },
  webhooks: { from: 'api-server', note: "from the cluster's network interfaces in the VPC", confidence: 'source' },
  cni: {
    name: 'aws-vpc-cni',
    note: 'only where network policy is switched on in the add-on (enableNetworkPolicy)',
    confidence: 'documentation',
  },
  ingressController: () => IngressController.nginx(),
  clouds: ['aws', 'eks-pod-identity'],
  mustBeGiven: ['apiServer', 'serviceCidrs', 'podCidrs', 'nodeCidrs'],
  caveats: [
    'The VPC CNI judges egress before the address of a Service is translated, so the ClusterIP of default/kubernetes has to be opened as well as the addresses behind it.',
    'The interfaces of the control plane are replaced now and then: give the ranges of their subnets rather than single addresses.',
    'Pod Identity and IRSA do not use the metadata of the instance, which can stay closed.',
  ],
  sources: [
    'awsdocs/amazon-eks-user-guide@4d52b4d0:latest/ug/networking/eks-networking-add-ons.adoc:1334-1437',
    'aws/amazon-network-policy-controller-k8s@ecc7e6a7:pkg/resolvers/endpoints.go:451-530',
  ],
};
