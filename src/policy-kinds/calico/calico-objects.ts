import { IN_NAMESPACE } from './seen-labels';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { AddressRange, AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { tryParseIpAddress } from '../../model/ip-address';
import { isMap } from '../../model/is-map';
import { LabelExpression, testLabels } from '../../model/label-expression';
import { Labels } from '../../model/labels';
import { ManifestDocument } from '../../model/manifest-document';
import { isPodFact, namespaceFact } from '../../model/pod-facts';
import { TierDefinition, Undecided } from '../../model/policy-program';
import { ClusterObjects } from '../policy-kind';
import { ADMIN_TIER, BASELINE_TIER, NETWORK_POLICY_TIER } from '../tiers';

/**
 * Tiers that are always there, with what nobody may change about them; those of AdminNetworkPolicies are of 3.29 to 3.31.
 *
 * Source: projectcalico/calico@87c1590, api/pkg/apis/projectcalico/v3/tier.go
 */
export const WELL_KNOWN_TIERS: ReadonlyMap<string, TierDefinition> = new Map([
  ['default', NETWORK_POLICY_TIER],
  ['kube-admin', ADMIN_TIER],
  ['kube-baseline', BASELINE_TIER],
  ['adminnetworkpolicy', ADMIN_TIER],
  ['baselineadminnetworkpolicy', BASELINE_TIER],
]);

/** Addresses with labels: a set, or the expected addresses of a host. */
interface LabelledAddresses {
  readonly labels: Labels;
  /** Undefined for what has no namespace. */
  readonly namespace: string | undefined;
  readonly ranges: readonly AddressRange[];
}

export interface ServiceAccountFacts {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
}

/** What is behind a Service: addresses, and the ports that they have there. */
export interface ServiceEndpoints {
  readonly ranges: readonly AddressRange[];
  readonly ports: readonly { readonly protocol: string; readonly port: number | undefined }[];
}

/** What policies of Calico ask of the cluster that they stand in. */
export class CalicoObjects {
  public readonly accounts: readonly ServiceAccountFacts[];
  private readonly tiers = new Map<string, TierDefinition>(WELL_KNOWN_TIERS);
  private readonly sets: readonly LabelledAddresses[];
  private readonly slices: ReadonlyMap<string, readonly ServiceEndpoints[]>;
  private readonly matching = new Map<string, AddressSet>();

  public constructor(private readonly cluster: ClusterObjects) {
    const ofKind = (...kinds: string[]) => cluster.companions.filter(({ object }) => kinds.includes(object.kind));
    for (const document of ofKind('Tier')) this.addTier(document);
    this.sets = [
      ...ofKind('NetworkSet', 'GlobalNetworkSet').map((document) => readSet(document, 'nets')),
      ...ofKind('HostEndpoint').map((document) => readSet(document, 'expectedIPs')),
    ];
    this.accounts = ofKind('ServiceAccount').map((document) => ({
      namespace: namespaceOf(document),
      name: nameOf(document),
      labels: labelsIn(document.object.metadata?.labels),
    }));
    this.slices = readSlices(ofKind('EndpointSlice'));
  }

  /** The tier of a name; undefined where nothing in the input says where it stands. */
  public tier(name: string): TierDefinition | undefined {
    return this.tiers.get(name);
  }

  /** The addresses of all sets and hosts that an expression about pods and their namespaces selects. */
  public addressesOf(expression: LabelExpression): AddressSet {
    const key = JSON.stringify(expression);
    let found = this.matching.get(key);
    if (!found) {
      const ranges = this.sets
        .filter((set) => testLabels(expression, this.seenLabels(set)) === 'yes')
        .flatMap((set) => set.ranges);
      this.matching.set(key, (found = AddressSet.ofRanges(ranges)));
    }
    return found;
  }

  /** What is behind a Service; undefined where the input does not tell. */
  public endpointsOf(namespace: string, name: string): readonly ServiceEndpoints[] | undefined {
    return this.slices.get(`${namespace}/${name}`);
  }

  public serviceOf(namespace: string, name: string): ClusterObjects['services'][number] | undefined {
    return this.cluster.services.find((service) => service.namespace === namespace && service.name === name);
  }

  /** As selectors see a set: with its namespace and the labels of that, and without a service account. */
  private seenLabels({ labels, namespace }: LabelledAddresses): Labels {
    const seen: Record<string, string> = { ...labels };
    if (namespace === undefined) return seen;
    const ofNamespace = this.cluster.namespaces?.get(namespace)?.labels ?? { [NAMESPACE_NAME_LABEL]: namespace };
    for (const [key, value] of Object.entries(ofNamespace)) seen[namespaceFact(key)] = value;
    seen[IN_NAMESPACE] = namespace;
    return seen;
  }

  private addTier({ object }: ManifestDocument): void {
    const name = object.metadata?.name;
    if (typeof name !== 'string' || WELL_KNOWN_TIERS.has(name)) return;
    const spec = isMap(object.spec) ? object.spec : {};
    const rank = typeof spec.order === 'number' && Number.isFinite(spec.order) ? spec.order : Infinity;
    this.tiers.set(name, { name, rank, undecided: spec.defaultAction === 'Pass' ? Undecided.PASS : Undecided.DENY });
  }
}

function readSet(document: ManifestDocument, field: 'nets' | 'expectedIPs'): LabelledAddresses {
  const { object } = document;
  const written: unknown = isMap(object.spec) ? object.spec[field] : undefined;
  const ranges = (Array.isArray(written) ? (written as unknown[]) : []).flatMap((text) => rangesOf(text));
  const namespace = object.kind === 'NetworkSet' ? namespaceOf(document) : undefined;
  return { labels: { ...storedLabels(object.metadata), ...labelsIn(object.metadata?.labels) }, namespace, ranges };
}

/** Labels as Calico stores them beside those that Kubernetes takes. */
function storedLabels(metadata: unknown): Labels {
  const annotations = isMap(metadata) && isMap(metadata.annotations) ? metadata.annotations : {};
  const stored = annotations['projectcalico.org/metadata'];
  if (typeof stored !== 'string') return {};
  try {
    const value: unknown = JSON.parse(stored);
    return isMap(value) ? labelsIn(value.labels) : {};
  } catch {
    return {};
  }
}

function labelsIn(value: unknown): Labels {
  if (!isMap(value)) return {};
  const labels = Object.entries(value).filter(([key, text]) => typeof text === 'string' && !isPodFact(key));
  return Object.fromEntries(labels) as Labels;
}

/** An address or a block with or without bits beyond its prefix; nothing for what is neither. */
export function rangesOf(text: unknown): readonly AddressRange[] {
  if (typeof text !== 'string') return [];
  const [address, prefix, ...rest] = text.split('/');
  const parsed = tryParseIpAddress(address!);
  if (!parsed || rest.length > 0) return [];
  const longest = parsed.family === 4 ? 32 : 128;
  const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
  if (!(length <= longest)) return [];
  return AddressSet.of(Cidr._covering(parsed.family, parsed.value, length)).ranges;
}

function readSlices(documents: readonly ManifestDocument[]): Map<string, ServiceEndpoints[]> {
  const byService = new Map<string, ServiceEndpoints[]>();
  for (const document of documents) {
    const { object } = document;
    const service = labelsIn(object.metadata?.labels)['kubernetes.io/service-name'];
    if (service === undefined) continue;
    const endpoints = mapsIn(object.endpoints);
    const addresses = endpoints.flatMap(({ addresses: own }) => (Array.isArray(own) ? (own as unknown[]) : []));
    const ports = mapsIn(object.ports).map(({ port, protocol }) => ({
      port: typeof port === 'number' ? port : undefined,
      protocol: typeof protocol === 'string' ? protocol : 'TCP',
    }));
    const key = `${namespaceOf(document)}/${service}`;
    const known = byService.get(key) ?? [];
    known.push({ ranges: addresses.flatMap((address) => rangesOf(address)), ports });
    byService.set(key, known);
  }
  return byService;
}

function mapsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as unknown[]).filter((one) => isMap(one)) : [];
}
