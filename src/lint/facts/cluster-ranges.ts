import { apiServerEndpoints } from './api-server-addresses';
import { blockOf } from './peers-and-ports';
import { Cidr } from '../../model/cidr';
import { tryParseIpAddress } from '../../model/ip-address';
import { ManifestDocument } from '../../model/manifest-document';
import { pushAll } from '../../model/push-all';
import { AddressRanges } from '../../platform/cluster-facts';
import { Platform } from '../../platform/platform';
import { parseCidrText, singleAddressBlock } from '../../validation/cidr-text';

/** The ranges of a cluster, and which of the API server's addresses are those of nodes. */
export interface KnownRanges extends AddressRanges {
  readonly apiServerOnNodes: readonly Cidr[];
}

const NOTHING: AddressRanges = { nodes: [], pods: [], services: [], apiServer: [] };

/** What the platform, the settings and the objects of the input say together. */
export function clusterRanges(
  platform: Platform | undefined,
  settings: Partial<AddressRanges> | undefined,
  documents: readonly ManifestDocument[],
): KnownRanges {
  const said = { ...NOTHING, ...settings };
  const found = rangesIn(documents);
  const ofPlatform = platform ? rangesOf(platform) : NOTHING;
  const all = (key: keyof AddressRanges) => [...ofPlatform[key], ...said[key], ...found[key]];
  const [nodes, apiServer] = [all('nodes'), all('apiServer')];
  return { nodes, pods: all('pods'), services: all('services'), apiServer, apiServerOnNodes: onNodes() };

  /** Where no platform says on what it runs, it runs on nodes if its address is that of one. */
  function onNodes(): readonly Cidr[] {
    if (platform) return platform.apiServerOnNodes ? apiServer : [];
    return apiServer.filter((address) => nodes.some((range) => range.contains(address)));
  }
}

function rangesOf(platform: Platform): AddressRanges {
  const { nodeCidrs, podCidrs, serviceCidrs, apiServer, webhookCallers } = platform;
  return { nodes: nodeCidrs, pods: podCidrs, services: serviceCidrs, apiServer: [...apiServer, ...webhookCallers] };
}

/** The addresses of nodes, their ranges for pods, and the addresses behind the Service of the API server. */
function rangesIn(documents: readonly ManifestDocument[]): AddressRanges {
  const nodes: Cidr[] = [];
  const pods: Cidr[] = [];
  for (const { object } of documents) {
    if (object.kind !== 'Node' || object.apiVersion !== 'v1') continue;
    const { addresses } = (object.status ?? {}) as { addresses?: unknown };
    for (const entry of Array.isArray(addresses) ? (addresses as unknown[]) : []) {
      const { address } = (entry ?? {}) as { address?: unknown };
      pushAll(nodes, single(address));
    }
    const { podCIDR, podCIDRs } = (object.spec ?? {}) as { podCIDR?: unknown; podCIDRs?: unknown };
    const texts = new Set([podCIDR, ...(Array.isArray(podCIDRs) ? (podCIDRs as unknown[]) : [])]);
    for (const text of texts) if (typeof text === 'string' && parseCidrText(text)) pods.push(blockOf(text));
  }
  const apiServer = apiServerEndpoints(documents).flatMap(({ address }) => single(address));
  return { nodes, pods, services: [], apiServer };
}

/** The block of one address; a node's name among its addresses is none. */
function single(text: unknown): Cidr[] {
  const address = typeof text === 'string' ? tryParseIpAddress(text) : undefined;
  if (!address) return [];
  const cidr = parseCidrText(`${text as string}/${address.family === 4 ? 32 : 128}`);
  return cidr ? [blockOf(singleAddressBlock(cidr))] : [];
}
