import { CloudName, METADATA_ENDPOINTS, MetadataEndpoint } from './metadata-endpoints';
import { Cidr } from '../model/cidr';

/**
 * The service at which a cloud hands out credentials and configuration to its machines. Whoever can make a pod fetch an
 * address reads them, so constructs leave it out of whatever they open, and it has to be asked for by name.
 *
 * @example
 * new ExternalEgress(shop, 'credentials', { cloudMetadata: [CloudMetadata.eksPodIdentity()], reason: 'reads a bucket' });
 */
export class CloudMetadata {
  /** Alibaba Cloud: 100.100.100.200, TCP 80. */
  public static alibaba(): CloudMetadata {
    return new CloudMetadata('alibaba');
  }

  /** EC2 and ECS: 169.254.169.254, 169.254.170.2 and fd00:ec2::254, TCP 80. */
  public static aws(): CloudMetadata {
    return new CloudMetadata('aws');
  }

  /** Azure's instance metadata: 169.254.169.254, TCP 80. */
  public static azure(): CloudMetadata {
    return new CloudMetadata('azure');
  }

  /** Azure's WireServer: 168.63.129.16, TCP 80, 443 and 32526, UDP 53. */
  public static azureWireServer(): CloudMetadata {
    return new CloudMetadata('azure-wireserver');
  }

  /** EKS Pod Identity alone, which needs no metadata of the instance: 169.254.170.23 and fd00:ec2::23. */
  public static eksPodIdentity(): CloudMetadata {
    return new CloudMetadata('eks-pod-identity');
  }

  /**
   * Google Cloud with GKE workload identity: 169.254.169.254 and fd20:ce::254 (TCP 80 and 8080), and 169.254.169.252
   * (TCP 987 and 988), which clusters without Dataplane V2 see.
   */
  public static google(): CloudMetadata {
    return new CloudMetadata('google');
  }

  /** OpenStack, DigitalOcean and Hetzner: 169.254.169.254, TCP 80. */
  public static openStack(): CloudMetadata {
    return new CloudMetadata('openstack');
  }

  /** Oracle Cloud: 169.254.169.254, and 192.0.0.192 of the classic one, TCP 80. */
  public static oracle(): CloudMetadata {
    return new CloudMetadata('oracle');
  }

  /** Scaleway: 169.254.42.42 and fd00:42::42, TCP 80. */
  public static scaleway(): CloudMetadata {
    return new CloudMetadata('scaleway');
  }

  /** @internal */
  public static _of(cloud: CloudName): CloudMetadata {
    return new CloudMetadata(cloud);
  }

  private constructor(
    /** For example `aws`. */
    public readonly name: string,
  ) {}

  /** Its addresses, IPv4 and IPv6. */
  public get addresses(): Cidr[] {
    return this._endpoints.flatMap(({ cidrs }) => cidrs);
  }

  /** @internal */
  public get _endpoints(): readonly MetadataEndpoint[] {
    return METADATA_ENDPOINTS.filter(({ cloud }) => cloud === this.name);
  }
}
