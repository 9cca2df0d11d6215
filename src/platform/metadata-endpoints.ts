import { tcp, udp } from './fact-notation';
import { Confidence } from './service-facts';
import { Cidr } from '../model/cidr';
import { Port } from '../model/port';

/** The clouds, and parts of clouds, that pods can be allowed to ask for credentials or configuration. */
export type CloudName =
  | 'aws'
  | 'eks-pod-identity'
  | 'google'
  | 'azure'
  | 'azure-wireserver'
  | 'alibaba'
  | 'oracle'
  | 'scaleway'
  | 'openstack';

/** An address at which a cloud hands out credentials and configuration of the node. */
export interface MetadataEndpoint {
  readonly cloud: CloudName;
  readonly provider: string;
  readonly cidrs: readonly Cidr[];
  readonly ports: readonly Port[];
  readonly purpose: string;
  readonly confidence: Confidence;
  readonly sources: readonly string[];
}

/** The address that most clouds use, each on a machine of its own. */
const LINK_LOCAL = Cidr.of('169.254.169.254/32');
const HTTP = [tcp(80)];

/** The metadata services of clouds. */
export const METADATA_ENDPOINTS: readonly MetadataEndpoint[] = [
  {
    cloud: 'aws',
    provider: 'AWS EC2',
    cidrs: [LINK_LOCAL, Cidr.of('fd00:ec2::254/128')],
    ports: HTTP,
    purpose: 'credentials of the role of the instance, user data',
    confidence: 'documentation',
    sources: [
      'awsdocs/amazon-eks-user-guide@4d52b4d0:latest/ug/networking/eks-networking-add-ons.adoc:1351',
      'ten public repositories that agree on fd00:ec2::254',
    ],
  },
  {
    cloud: 'aws',
    provider: 'AWS ECS and Fargate',
    cidrs: [Cidr.of('169.254.170.2/32')],
    ports: HTTP,
    purpose: 'credentials of the role of the task',
    confidence: 'secondary',
    sources: ['public repositories'],
  },
  {
    cloud: 'eks-pod-identity',
    provider: 'EKS Pod Identity',
    cidrs: [Cidr.of('169.254.170.23/32'), Cidr.of('fd00:ec2::23/128')],
    ports: [tcp(80), tcp(2703)],
    purpose: 'credentials of the pod; on 2703 the health of the agent',
    confidence: 'documentation',
    sources: [
      'awsdocs/amazon-eks-user-guide@4d52b4d0:latest/ug/manage-access/aws-access/service-accounts.adoc:196,300,344',
    ],
  },
  {
    cloud: 'google',
    provider: 'Google Cloud',
    cidrs: [LINK_LOCAL, Cidr.of('fd20:ce::254/128')],
    ports: [tcp(80), tcp(8080)],
    purpose: 'credentials of the instance; workload identity on GKE with Dataplane V2',
    confidence: 'secondary',
    sources: ['public repositories that agree'],
  },
  {
    cloud: 'google',
    provider: 'GKE without Dataplane V2',
    cidrs: [Cidr.of('169.254.169.252/32')],
    ports: [tcp(987), tcp(988)],
    purpose: 'workload identity, where policies see the destination after translation',
    confidence: 'secondary',
    sources: ['five public repositories that agree'],
  },
  {
    cloud: 'azure',
    provider: 'Azure',
    cidrs: [LINK_LOCAL],
    ports: HTTP,
    purpose: 'credentials of managed identities, configuration of the machine',
    confidence: 'memory',
    sources: ['from memory'],
  },
  {
    cloud: 'azure-wireserver',
    provider: 'Azure WireServer',
    cidrs: [Cidr.of('168.63.129.16/32')],
    ports: [tcp(80), tcp(443), tcp(32526), udp(53)],
    purpose:
      'the agent of the machine, DNS, probes of load balancers; a public address that means something in Azure only',
    confidence: 'documentation',
    sources: ['MicrosoftDocs/azure-docs@0fa7eaf8:articles/virtual-network/what-is-ip-address-168-63-129-16.md'],
  },
  {
    cloud: 'alibaba',
    provider: 'Alibaba Cloud',
    cidrs: [Cidr.of('100.100.100.200/32')],
    ports: HTTP,
    purpose: 'credentials of the role of the instance',
    confidence: 'secondary',
    sources: ['public repositories'],
  },
  {
    cloud: 'oracle',
    provider: 'Oracle Cloud',
    cidrs: [LINK_LOCAL],
    ports: HTTP,
    purpose: 'configuration and certificates of the instance',
    confidence: 'secondary',
    sources: ['public repositories'],
  },
  {
    cloud: 'oracle',
    provider: 'Oracle Cloud Classic',
    cidrs: [Cidr.of('192.0.0.192/32')],
    ports: HTTP,
    purpose: 'configuration of the instance',
    confidence: 'secondary',
    sources: ['public repositories'],
  },
  {
    cloud: 'scaleway',
    provider: 'Scaleway',
    cidrs: [Cidr.of('169.254.42.42/32'), Cidr.of('fd00:42::42/128')],
    ports: HTTP,
    purpose: 'configuration of the instance',
    confidence: 'secondary',
    sources: ['public repositories'],
  },
  {
    cloud: 'openstack',
    provider: 'OpenStack, DigitalOcean, Hetzner',
    cidrs: [LINK_LOCAL],
    ports: HTTP,
    purpose: 'configuration of the machine, user data',
    confidence: 'memory',
    sources: ['from memory'],
  },
];

/** One address of some clouds, with all ports on which any of them answers. */
export interface MetadataAddress {
  readonly cidr: Cidr;
  readonly clouds: readonly CloudName[];
  readonly providers: readonly string[];
  readonly ports: readonly Port[];
}

/** Every address once: several clouds share one. */
export const METADATA_ADDRESSES: readonly MetadataAddress[] = byAddress();

function byAddress(): MetadataAddress[] {
  const texts = new Set(METADATA_ENDPOINTS.flatMap(({ cidrs }) => cidrs.map((cidr) => cidr.toString())));
  return [...texts].map((text) => {
    const here = METADATA_ENDPOINTS.filter(({ cidrs }) => cidrs.some((cidr) => cidr.toString() === text));
    const ports = new Map(here.flatMap((endpoint) => endpoint.ports.map((port) => [port.toString(), port])));
    return {
      cidr: Cidr.of(text),
      clouds: [...new Set(here.map(({ cloud }) => cloud))],
      providers: here.map(({ provider }) => provider),
      ports: [...ports.values()],
    };
  });
}
