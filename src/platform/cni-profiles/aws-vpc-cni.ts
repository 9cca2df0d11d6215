import { AS_THE_API } from './as-the-api';
import { CniProfile, UNKNOWN, inferred, no, partly, yes } from './cni-capability';

const USER_GUIDE = 'awsdocs/amazon-eks-user-guide@4d52b4d0:latest/ug/networking/eks-networking-add-ons.adoc:1334-1355';
const CONTROLLER = 'aws/amazon-network-policy-controller-k8s@ecc7e6a7:pkg/resolvers/endpoints.go:451-530';

/** The network policy agent and controller of the Amazon VPC CNI. */
export function awsVpcCni(): CniProfile {
  return {
    ...AS_THE_API,
    name: 'aws-vpc-cni',
    title: 'AWS VPC CNI',
    facts: 'agent 1.4, controller of May 2026',
    source: 'aws/aws-network-policy-agent@v1.4.1',
    enforces: partly(
      'where it is switched on: VPC CNI 1.14, Kubernetes 1.25, Linux on EC2; neither Fargate nor Windows. In standard mode a new pod is open for a moment',
      USER_GUIDE,
    ),
    ipBlock: partly('a port by name towards a block is passed over', CONTROLLER),
    namedPorts: partly('looked up on each pod, but not towards a block', CONTROLLER),
    namespaceExpressions: inferred(yes()),
    ipv6: partly('a cluster is either IPv4 or IPv6, and the other family is not policed', USER_GUIDE),
    barePods: no('by its documentation, only pods that a controller owns', USER_GUIDE),
    portsPerBlock: { support: 'partly', limit: 24, note: 'per protocol and block', source: USER_GUIDE },
    ipBlockMatchesPods: yes('blocks are compared with addresses, whosever they are'),
    ipBlockMatchesNodes: yes('blocks are compared with addresses, whosever they are'),
    hostNetworkSubject: no(),
    hostNetworkPeer: no('their traffic has the address of the node'),
    self: UNKNOWN,
    selfThroughService: UNKNOWN,
    nodeToPod: yes(
      'the address of the node is always let in; strict mode has broken it',
      'https://github.com/aws/aws-network-policy-agent/issues/288',
    ),
    podToOwnNode: UNKNOWN,
    judgesPodBehindService: no(
      'judged on the interface of the client, before translation: the controller adds the ClusterIP of each Service whose selector the podSelector of the peer matches, headless ones excepted',
      CONTROLLER,
    ),
    adminNetworkPolicy: no(),
    clusterNetworkPolicy: partly('a ClusterNetworkPolicy of its own API group'),
    audit: yes('a log of policy events'),
    dnsNames: partly('ApplicationNetworkPolicy, EKS Auto Mode only'),
    layer7: no(),
  };
}
