import { ServiceFacts, Workload } from '../../manifests/inventory';
import { apiServerAddressesOf } from '../../manifests/node-addresses';
import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { IpAddress, tryParseIpAddress } from '../../model/ip-address';
import { hasLabels } from '../../model/label-selector';
import { findEnds, memberEnds } from '../../reachability/question/find-ends';
import { isSameAddress } from '../../reachability/question/peer-match';
import { Analysis } from '../../reachability/relation/analysis';
import { PodsEnd } from '../../reachability/relation/flow-end';
import { ClassMember } from '../../reachability/universe/pod-classes';
import { EndFacts, MOST_CANDIDATES } from '../../traffic/record/end';
import { publicAddresses } from '../outside';

/** What an end of observed traffic is among the manifests that policies are judged with. */
export type ClusterEnd = PodEnds | AddressEnds | MissingEnd;

/** Pods: those of one workload, or of several where the log does not know which it was. */
export interface PodEnds {
  readonly kind: 'pods';
  /** Equal for equal ends. */
  readonly key: string;
  readonly workloads: readonly Workload[];
  /** Each class that the pods are in, once. */
  readonly classes: readonly number[];
  /** One or two pods for each class. */
  readonly ends: readonly PodsEnd[];
}

/** Addresses that no pod of the manifests has. */
export interface AddressEnds {
  readonly kind: 'addresses';
  readonly key: string;
  /** All that it may be: one where the log has it. */
  readonly addresses: readonly IpAddress[];
  /** A set that the log does not narrow down; then `addresses` is empty. */
  readonly among?: AddressSet;
  readonly isNode: boolean;
  readonly isApiServer: boolean;
}

/** An end that the manifests do not have. */
export interface MissingEnd {
  readonly kind: 'missing';
  readonly key: string;
  readonly why: string;
}

/** Finds the ends of records in an analysis, each once. */
export class ClusterEnds {
  private readonly known = new Map<string, ClusterEnd>();
  private readonly byName: ReadonlyMap<string, readonly ClassMember[]>;
  private readonly services = new Map<string, ServiceFacts>();
  private readonly nodes = new Map<string, readonly string[]>();
  private readonly hasIpv6: boolean;

  public constructor(private readonly analysis: Analysis) {
    const { members, inventory } = analysis;
    const byName = new Map<string, ClassMember[]>();
    for (const member of members) {
      const name = `${member.workload.namespace}/${member.workload.name}`;
      const same = byName.get(name);
      if (same) same.push(member);
      else byName.set(name, [member]);
    }
    this.byName = byName;
    for (const service of inventory.services) {
      this.services.set(`${service.namespace}/${service.name}`, service);
      for (const address of service.clusterAddresses) this.services.set(address, service);
    }
    for (const { name, addresses } of inventory.nodes ?? []) this.nodes.set(name, addresses);
    this.hasIpv6 = [
      ...members.flatMap(({ group }) => group.podAddresses),
      ...inventory.services.flatMap(({ clusterAddresses }) => clusterAddresses),
    ].some((address) => address.includes(':'));
  }

  public of(facts: EndFacts): ClusterEnd {
    const key = keyOf(facts);
    let end = this.known.get(key);
    if (!end) this.known.set(key, (end = this.find(facts, key)));
    return end;
  }

  /** The Service that a client dialled, where the manifests have it. */
  public serviceOf({ service }: EndFacts): ServiceFacts | undefined {
    if (!service) return undefined;
    const byName =
      service.name === undefined ? undefined : this.services.get(`${service.namespace ?? 'default'}/${service.name}`);
    return byName ?? (service.address === undefined ? undefined : this.services.get(service.address));
  }

  /** The pods behind a Service, or the addresses of the API server. */
  public behind(service: ServiceFacts): ClusterEnd {
    const key = `behind ${service.namespace}/${service.name}`;
    let end = this.known.get(key);
    if (!end) this.known.set(key, (end = this.findBehind(service, key)));
    return end;
  }

  private findBehind({ namespace, name, selector }: ServiceFacts, key: string): ClusterEnd {
    if (selector) {
      const members = this.analysis.members.filter(
        ({ workload, group }) => workload.namespace === namespace && hasLabels(group.labels, selector),
      );
      if (members.length > 0) return this.pods(members, key);
      return { kind: 'missing', key, why: `the Service ${namespace}/${name} selects no pod of the files` };
    }
    const addresses =
      `${namespace}/${name}` === 'default/kubernetes' ? apiServerAddressesOf(this.analysis.inventory) : [];
    if (addresses.length > 0) return { kind: 'addresses', key, addresses, isNode: true, isApiServer: true };
    return { kind: 'missing', key, why: `what is behind the Service ${namespace}/${name} is not in the files` };
  }

  private find(facts: EndFacts, key: string): ClusterEnd {
    const { role, ns, owner, kind, candidates = [] } = facts;
    if (owner !== undefined) return this.named(ns ?? 'default', owner, kind, facts.ownerGuessed === true, key);
    switch (role) {
      case 'node':
        return this.node(facts, key);
      case 'external':
      case 'loadBalancer':
        return this.outside(facts, key);
      default:
        return candidates.length > 0 ? this.oneOf(candidates, key) : this.nobody(facts, key);
    }
  }

  private named(namespace: string, owner: string, kind: string | undefined, guessed: boolean, key: string): ClusterEnd {
    const all = this.byName.get(`${namespace}/${owner}`) ?? [];
    const ofKind = all.filter(({ workload }) => kind === undefined || workload.kind === kind);
    if (ofKind.length > 0) return this.pods(ofKind, key);
    if (guessed && new Set(all.map(({ workload }) => workload)).size === 1) return this.pods(all, key);
    if (kind === undefined || kind === 'Pod') {
      const found = findEnds(this.analysis, { kind: 'named', text: '', namespace, name: owner });
      if ('ends' in found) {
        const ends = found.ends.filter((end): end is PodsEnd => end.kind === 'pods');
        const own = new Set(ends.map(({ source }) => source?.group));
        const members = this.analysis.members.filter(({ group }) => own.has(group));
        const classes = new Set(ends.map(({ source }) => source!.classId!));
        return { kind: 'pods', key, workloads: workloadsOf(members), classes: [...classes], ends };
      }
    }
    const text = `${namespace}/${owner}${kind === undefined ? '' : `[${kind}]`}`;
    const other = all[0]?.workload.id;
    const why = other === undefined ? `${text} is not in the files` : `${text} is not in the files, though ${other} is`;
    return { kind: 'missing', key, why };
  }

  private node({ node, ip, entity }: EndFacts, key: string): ClusterEnd {
    const isApiServer = entity === 'kube-apiserver';
    const texts = ip === undefined ? (this.nodes.get(node ?? '') ?? []) : [ip];
    const addresses = texts.flatMap((text) => tryParseIpAddress(text) ?? []);
    if (addresses.length > 0) return { kind: 'addresses', key, addresses, isNode: true, isApiServer };
    return { kind: 'addresses', key, addresses, among: AddressSet.ALL, isNode: true, isApiServer };
  }

  private outside({ ip, entity }: EndFacts, key: string): ClusterEnd {
    const address = ip === undefined ? undefined : tryParseIpAddress(ip);
    const isApiServer =
      entity === 'kube-apiserver' ||
      (address !== undefined &&
        apiServerAddressesOf(this.analysis.inventory).some((one) => isSameAddress(one, address)));
    if (address) return { kind: 'addresses', key, addresses: [address], isNode: false, isApiServer };
    const everywhere = this.hasIpv6 ? AddressSet.ALL : AddressSet.of(Cidr.anyIpv4());
    const among = publicAddresses().intersect(everywhere);
    return { kind: 'addresses', key, addresses: [], among, isNode: false, isApiServer };
  }

  private oneOf(candidates: readonly string[], key: string): ClusterEnd {
    if (candidates.length >= MOST_CANDIDATES) {
      return { kind: 'missing', key, why: `it may be one of ${candidates.length} workloads or more` };
    }
    const found = candidates.map((text) => {
      const [, namespace, owner, kind] = /^([^/]+)\/(.+)\[([^\]]*)\]$/.exec(text) ?? [];
      return owner === undefined ? undefined : this.named(namespace!, owner, kind, false, text);
    });
    const ends = found.filter((end): end is PodEnds => end?.kind === 'pods');
    if (ends.length < candidates.length) {
      return {
        kind: 'missing',
        key,
        why: `it may be one of ${candidates.join(', ')}, and not all of them are in the files`,
      };
    }
    return {
      kind: 'pods',
      key,
      workloads: [...new Set(ends.flatMap(({ workloads }) => workloads))],
      classes: [...new Set(ends.flatMap(({ classes }) => classes))],
      ends: ends.flatMap((end) => end.ends),
    };
  }

  private nobody({ ip, ns, entity, why }: EndFacts, key: string): ClusterEnd {
    const who = ip ?? (ns === undefined ? entity : `${ns}/${entity ?? '?'}`) ?? 'an end that the log does not name';
    return { kind: 'missing', key, why: why === undefined ? `nobody knows who ${who} is` : `${who}: ${why}` };
  }

  private pods(members: readonly ClassMember[], key: string): PodEnds {
    const classes = [...new Set(members.map(({ classId }) => classId))];
    return { kind: 'pods', key, workloads: workloadsOf(members), classes, ends: memberEnds(this.analysis, members) };
  }
}

function workloadsOf(members: readonly ClassMember[]): Workload[] {
  return [...new Set(members.map(({ workload }) => workload))];
}

function keyOf({ role, ns, owner, kind, ownerGuessed, ip, node, entity, candidates, why }: EndFacts): string {
  if (owner !== undefined) return `${ns}/${owner}[${kind}]${ownerGuessed ? '?' : ''}`;
  return `${role} ${ip} ${node} ${entity} ${ns} ${candidates?.join() ?? ''} ${why ?? ''}`;
}
