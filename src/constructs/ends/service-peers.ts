import { IPeer, Peer } from './peer';
import { Cidr } from '../../model/cidr';
import { closestWord } from '../../model/closest-word';
import { ALL_PODS_NAME } from '../../model/intent';
import { InvalidInput } from '../../model/invalid-input';
import { LabelSelector } from '../../model/label-selector';
import { Platform } from '../../platform/platform';
import { PeerFact } from '../../platform/service-facts';
import { ServicePods, podSelector } from '../../platform/service-pods';
import { SharedService } from '../../platform/shared-service';

/** What a person says about the peers that no catalogue can know. */
export interface GivenPeers {
  readonly peers?: { readonly [name: string]: IPeer };
  readonly leaveOut?: readonly string[];
}

/** Turns the ends of flows that the catalogue knows into peers, and keeps count of what it cannot know. */
export class ServicePeers {
  private readonly missing = new Map<string, string[]>();
  private readonly asked = new Set<string>();
  private readonly given: Readonly<Record<string, IPeer>>;
  private readonly leftOut: ReadonlySet<string>;

  public constructor(
    private readonly namespace: string,
    private readonly platform: () => Platform,
    { peers = {}, leaveOut = [] }: GivenPeers,
    /** Services whose installation is known here, and not only by convention. */
    private readonly known: readonly SharedService[] = [],
  ) {
    this.given = peers;
    this.leftOut = new Set(leaveOut);
  }

  /** What somebody said about a name, if anybody did. */
  public said(name: string): IPeer | undefined {
    this.asked.add(name);
    return Object.hasOwn(this.given, name) ? this.given[name] : undefined;
  }

  /** Whether somebody said that a role, such as `scraper`, needs no opening here. */
  public leavesOut(role: string): boolean {
    this.asked.add(role);
    return this.leftOut.has(role);
  }

  /** The ends that a fact stands for; none where it is left out or has to be given first. */
  public of(service: SharedService, peer: PeerFact): IPeer[] {
    switch (peer.kind) {
      case 'anyone':
        return [Peer.anyone()];
      case 'every-namespace':
        return [Peer.allNamespaces()];
      case 'own-pods':
        // No selector matches pods on the host network, whatever their labels.
        if (service.hostNetwork) return this.nodes(service, 'it runs on the host network');
        return service._pods(peer.of).map((pods) => this.pods(pods));
      case 'own-namespace':
        return [this.ofNamespace(service, peer.labels)];
      case 'service':
        return this.otherService(service, peer.id)
          ._pods(peer.of)
          .map((pods) => this.pods(pods));
      case 'pods':
        return [chosenPods(peer)];
      case 'addresses':
        return [Peer.block(Cidr.of(peer.cidr))];
      case 'scraper':
        return [Peer.service(this.platform().scraper, 'scraper')];
      case 'nodes':
        return this.nodes(service, peer.note);
      case 'given':
        return this.needed(service, peer.name, peer.meaning);
      case 'inexpressible':
        throw new InvalidInput(`No NetworkPolicy can name ${service.title}: ${peer.why}.`, peer.instead);
      default:
        throw new InvalidInput(
          `${service.title} is opened by a construct of its own.`,
          'Use AllowKubeApi for the API server, AllowWebhook for what it calls, AllowIngressController for what is published, AllowMesh for pods of a mesh.',
        );
    }
  }

  /**
   * Ends the questions: nothing that a flow needs may be unknown, and nothing may have been said in vain.
   *
   * @throws InvalidInput that lists everything at once
   */
  public check(): void {
    const said = [...Object.keys(this.given), ...this.leftOut];
    const unknown = said.filter((name) => !this.asked.has(name));
    if (unknown.length > 0) {
      const closest = closestWord(unknown[0]!, this.asked);
      const known = [...this.asked].sort().join(', ');
      throw new InvalidInput(
        `Nothing here is called ${unknown.join(', ')}.`,
        closest ? `Did you mean ${closest}?` : known ? `What can be said is ${known}.` : 'Leave it out.',
      );
    }
    if (this.missing.size === 0) return;
    const questions = [...this.missing].map(([name, meanings]) => `${name} (${[...new Set(meanings)].join('; ')})`);
    const example = [...this.missing.keys()][0]!;
    throw new InvalidInput(
      `What only you know is missing: ${questions.join(', ')}.`,
      `Say who that is, for example peers: { ${propertyName(example)}: Peer.block(Cidr.of('203.0.113.0/24')) } (Peer.publicInternet() is every public address). If nothing here needs it or another construct opens it, say leaveOut: ['${example}'].`,
    );
  }

  /** A peer for some pods of a service. */
  public pods({ name, namespace, selector }: ServicePods): IPeer {
    return podsPeer(name, namespace ?? this.namespace, selector);
  }

  private nodes(service: SharedService, why: string | undefined): IPeer[] {
    const ranges = this.said('nodes') ? [] : this.platform().nodeCidrs;
    if (ranges.length > 0) return [calledAs('nodes', Peer.anyOf(...ranges.map((range) => Peer.block(range))))];
    return this.needed(service, 'nodes', `the addresses of the cluster's nodes${why ? `: ${why}` : ''}`);
  }

  private needed(service: SharedService, name: string, meaning: string): IPeer[] {
    const peer = this.said(name);
    if (peer) return [calledAs(name, peer)];
    if (!this.leftOut.has(name)) {
      this.missing.set(name, [...(this.missing.get(name) ?? []), `${service.id}: ${meaning}`]);
    }
    return [];
  }

  private ofNamespace(service: SharedService, labels: Parameters<typeof podSelector>[0] = {}): IPeer {
    const namespace = service.namespace ?? this.namespace;
    const everyPod = Object.keys(labels).length === 0;
    return podsPeer(everyPod ? ALL_PODS_NAME : `${service._name}-parts`, namespace, service._select(labels));
  }

  /** Another service: as it is known to be installed here, else beside this one where that is usual. */
  private otherService(service: SharedService, id: string): SharedService {
    const known = this.known.find((candidate) => candidate.id === id);
    if (known) return known;
    const usual = SharedService._of(id);
    const besideEachOther = SharedService._of(service.id).namespace === usual.namespace;
    return besideEachOther ? usual.with({ namespace: service.namespace }) : usual;
  }
}

function podsPeer(name: string, namespace: string, pods: LabelSelector): IPeer {
  return { toPeerConfigs: () => [{ name, namespace, pods }] };
}

function chosenPods(peer: Extract<PeerFact, { kind: 'pods' }>): IPeer {
  const pods = podSelector(peer.labels);
  const name = Object.values(peer.labels).join('-');
  if (typeof peer.in === 'string') return podsPeer(name || ALL_PODS_NAME, peer.in, pods);
  const readable = (name || Object.keys(peer.in).join('-')).toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  return Peer.labelled({ name: readable, namespaces: podSelector(peer.in), pods });
}

/** Addresses carry the name that says what they are for; pods keep their own. */
function calledAs(name: string, peer: IPeer): IPeer {
  return {
    toPeerConfigs: () => peer.toPeerConfigs().map((config) => (config.block ? { ...config, name } : config)),
  };
}

function propertyName(name: string): string {
  return name.includes('-') ? `'${name}'` : name;
}
