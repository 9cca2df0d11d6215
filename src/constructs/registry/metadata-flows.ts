import { DeclaredFlow } from './policy-construct';
import { Cidr } from '../../model/cidr';
import { InvalidInput } from '../../model/invalid-input';
import { CloudMetadata } from '../../platform/cloud-metadata';
import { METADATA_ADDRESSES, MetadataAddress } from '../../platform/metadata-endpoints';
import { Peer } from '../ends/peer';
import { Workload } from '../ends/workload';

/** Metadata services that were asked for by name, each on its own ports, as a part of the policy `egressName`. */
export function metadataFlows(
  from: Workload,
  metadata: readonly CloudMetadata[],
  policy: Pick<DeclaredFlow, 'egressName' | 'mainEnd' | 'topic'>,
): DeclaredFlow[] {
  return metadata
    .flatMap((cloud) => cloud._endpoints)
    .map(({ cidrs, ports }) => ({
      ...policy,
      from,
      to: Peer.anyOf(...cidrs.map((cidr) => Peer.block(cidr))),
      ports: [...ports],
    }));
}

/**
 * Refuses a block that is nothing but a metadata service.
 *
 * @throws InvalidInput with the way to ask for it
 */
export function refuseMetadata(block: Cidr): void {
  const found = METADATA_ADDRESSES.find(({ cidr }) => cidr.contains(block));
  if (!found) return;
  throw new InvalidInput(
    `${block.toString()} is the metadata service of ${found.providers.join(', ')}, which hands out the node's credentials.`,
    `Leave it out, or ask for it by name, which opens it on its own ports: cloudMetadata: [${waysToAsk(found)}].`,
  );
}

/** The metadata services inside a block, to be cut out of it. */
export function metadataIn(block: Cidr): Cidr[] {
  return METADATA_ADDRESSES.map(({ cidr }) => cidr).filter((cidr) => block.contains(cidr));
}

function waysToAsk({ clouds }: MetadataAddress): string {
  return clouds.length === 1 ? factoryOf(clouds[0]!) : `${factoryOf(clouds[0]!)} (or the cloud that it is)`;
}

const FACTORIES: Readonly<Record<MetadataAddress['clouds'][number], string>> = {
  aws: 'aws',
  'eks-pod-identity': 'eksPodIdentity',
  google: 'google',
  azure: 'azure',
  'azure-wireserver': 'azureWireServer',
  alibaba: 'alibaba',
  oracle: 'oracle',
  scaleway: 'scaleway',
  openstack: 'openStack',
};

function factoryOf(cloud: MetadataAddress['clouds'][number]): string {
  return `CloudMetadata.${FACTORIES[cloud]}()`;
}
