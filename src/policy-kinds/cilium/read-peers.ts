import { CidrGroups, addressesOf } from './cidr-groups';
import {
  CLOSED_WHEN_EMPTY,
  CidrRuleSpec,
  CiliumEntrySpec,
  GroupSpec,
  NameSpec,
  PEER_FIELDS,
  ServiceRuleSpec,
} from './cilium-spec';
import { ClusterAddresses } from './cluster-addresses';
import { selectionOf } from './endpoint-selector';
import { groupText, namesText } from './layer-seven';
import { ServiceBackends } from './services';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { LabelSelectorSpec } from '../../model/network-policy';
import { ProgramPeer } from '../../model/policy-program';
import { pushAll } from '../../model/push-all';
import { SelectorTable } from '../../model/selector-table';
import { ClusterObjects } from '../policy-kind';

/** Whom an entry is about: anyone, or these; nobody where the list is empty. */
export type EntryPeers = 'anyone' | readonly ProgramPeer[];

/** What is no pod and has an identity of its own. Those without an address in any manifest stand for nobody. */
const OUTSIDERS = ['world', 'host', 'remote-node', 'kube-apiserver'] as const;

/** Reads the peers of entries. */
export class PeerReader {
  private readonly addresses: ClusterAddresses;
  private readonly groups: CidrGroups;
  private readonly services: ServiceBackends;

  public constructor(
    private readonly selectors: SelectorTable,
    { companions, services, ...cluster }: ClusterObjects,
  ) {
    this.addresses = new ClusterAddresses({ companions, services, ...cluster });
    this.groups = new CidrGroups(companions);
    this.services = new ServiceBackends(services, companions);
  }

  /** @param namespaced whether selectors without a namespace mean the policy's own */
  public peersOf(entry: CiliumEntrySpec, isIngress: boolean, namespaced: boolean): EntryPeers {
    const limitsPorts = (entry.toPorts?.length ?? 0) + (entry.icmps?.length ?? 0) > 0;
    const peers: ProgramPeer[] = [];
    let [isClosed, isAnyone] = [false, false];
    for (const field of PEER_FIELDS[isIngress ? 'ingress' : 'egress']) {
      const list = entry[field];
      if (list === undefined) continue;
      if (list.length > 0 || CLOSED_WHEN_EMPTY.has(field)) isClosed = true;
      switch (field) {
        case 'fromEndpoints':
        case 'toEndpoints':
          pushAll(
            peers,
            (list as LabelSelectorSpec[]).flatMap((one) => this.endpoints(one, namespaced)),
          );
          break;
        case 'fromEntities':
        case 'toEntities':
          isAnyone ||= (list as string[]).includes('all');
          pushAll(peers, this.entities(list as string[]));
          break;
        case 'fromCIDR':
        case 'toCIDR':
          if (list.length > 0) peers.push(this.addresses.outside(addressesOf(list as string[])));
          break;
        case 'fromCIDRSet':
        case 'toCIDRSet':
          pushAll(
            peers,
            (list as CidrRuleSpec[]).map((one) => this.addresses.outside(this.groups.addressesOf(one))),
          );
          break;
        case 'toServices': {
          const behind = (list as ServiceRuleSpec[]).flatMap((one) => this.behind(one));
          // With ports, entries whose Services are not found are about every destination.
          if (list.length > 0 && behind.length === 0 && limitsPorts) isAnyone = true;
          pushAll(peers, behind);
          break;
        }
        case 'toFQDNs':
          if (list.length > 0) peers.push(this.learned(namesText(list as NameSpec[])));
          break;
        case 'fromGroups':
        case 'toGroups':
          pushAll(
            peers,
            (list as GroupSpec[]).map((one) => this.learned(groupText(one))),
          );
          break;
        case 'fromNodes':
        case 'toNodes':
          // The agent refuses policies that name nodes by label, unless it is told otherwise.
          if (list.length > 0) pushAll(peers, this.addresses.nodePeers(true, true));
          break;
      }
    }
    if (isAnyone) return 'anyone';
    // Without peers, an entry without ports is about nobody.
    return isClosed || !limitsPorts ? peers : 'anyone';
  }

  private endpoints(selector: LabelSelectorSpec, namespaced: boolean): ProgramPeer[] {
    const { pods, namespaces, namesNamespaces, required, excluded, holdsWithoutLabels } = selectionOf(selector);
    if (required.length > 0) {
      const [only, ...others] = new Set(required);
      const isNobody = others.length > 0 || excluded.includes(only!) || !holdsWithoutLabels;
      return isNobody ? [] : this.entities([only!]);
    }
    const namesReserved = excluded.length > 0;
    const isOwnNamespace = namespaced && !namesNamespaces && !namesReserved;
    const selected: ProgramPeer = {
      kind: 'pods',
      namespaces: isOwnNamespace ? undefined : this.selectors.intern(namespaces),
      pods: this.selectors.intern(pods),
    };
    if (namesReserved && holdsWithoutLabels) {
      return [selected, ...this.entities(OUTSIDERS.filter((entity) => !excluded.includes(entity)))];
    }
    // A namespace is asked for by name, but not that there is one.
    const mayBeOutside = namesNamespaces && holdsWithoutLabels;
    return mayBeOutside ? [selected, this.learned('a selector that asks for no label')] : [selected];
  }

  private entities(names: readonly string[]): ProgramPeer[] {
    const has = (name: string) => names.includes(name);
    const peers: ProgramPeer[] = [];
    if (has('world')) peers.push(this.addresses.world);
    if (has('cluster')) {
      const everything = this.selectors.intern({});
      peers.push({ kind: 'pods', namespaces: everything, pods: everything }, this.addresses.knownNodes);
    }
    if (has('host') || has('remote-node')) pushAll(peers, this.addresses.nodePeers(has('host'), has('remote-node')));
    if (has('kube-apiserver')) peers.push(this.addresses.apiServerPeer);
    return peers;
  }

  private behind(service: ServiceRuleSpec): ProgramPeer[] {
    return this.services.backendsOf(service).map((backend): ProgramPeer => {
      if ('addresses' in backend) return this.addresses.outside(backend.addresses);
      return {
        kind: 'pods',
        namespaces: this.selectors.intern({ matchLabels: { [NAMESPACE_NAME_LABEL]: backend.namespace } }),
        pods: this.selectors.intern({ matchLabels: { ...backend.selector } }),
      };
    });
  }

  /** Addresses outside that only the running cluster knows. */
  private learned(subjectTo: string): ProgramPeer {
    return { kind: 'unknown', subjectTo, within: this.addresses.world };
  }
}
