/** An address at which a cloud hands out credentials and configuration of the node. */
export interface MetadataEndpoint {
  readonly provider: string;
  readonly cidr: string;
  /** TCP ports on which it answers. @default - 80 */
  readonly ports?: readonly number[];
  readonly source: string;
}

/**
 * The metadata services of clouds. Several clouds share 169.254.169.254.
 *
 * Sources: the providers' documentation; where it is not named, other public repositories.
 */
export const METADATA_ENDPOINTS: readonly MetadataEndpoint[] = [
  { provider: 'AWS, Google Cloud, Azure and others', cidr: '169.254.169.254/32', source: 'documentation' },
  { provider: 'AWS (IPv6)', cidr: 'fd00:ec2::254/128', source: 'documentation' },
  { provider: 'AWS ECS', cidr: '169.254.170.2/32', source: 'secondary' },
  { provider: 'EKS Pod Identity', cidr: '169.254.170.23/32', source: 'documentation' },
  { provider: 'EKS Pod Identity (IPv6)', cidr: 'fd00:ec2::23/128', source: 'documentation' },
  { provider: 'Google Cloud (IPv6)', cidr: 'fd20:ce::254/128', source: 'documentation' },
  { provider: 'GKE workload identity', cidr: '169.254.169.252/32', ports: [987, 988], source: 'documentation' },
  { provider: 'Azure WireServer', cidr: '168.63.129.16/32', ports: [80, 443, 32526], source: 'documentation' },
  { provider: 'Alibaba Cloud', cidr: '100.100.100.200/32', source: 'secondary' },
  { provider: 'Scaleway', cidr: '169.254.42.42/32', source: 'secondary' },
  { provider: 'Scaleway (IPv6)', cidr: 'fd00:42::42/128', source: 'secondary' },
];
