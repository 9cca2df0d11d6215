import { Cluster } from './cluster';
import { checkHoles, checkNamespaceName } from './peer-checks';
import { Cidr } from '../../model/cidr';
import { Shape, checkOptions, checkParameters, listOf, optional, refuseNew } from '../../model/given';
import { CIDR, CIDRS, LABELS, PEER, SELECTOR, SERVICE_LOCATION, TEXT } from '../../model/given-values';
import { ALL_PODS_NAME } from '../../model/intent';
import { within } from '../../model/invalid-input';
import { LabelSelector } from '../../model/label-selector';
import { ServiceLocation } from '../../platform/service-location';
import { publicIpv4, publicIpv6 } from '../../platform/special-use-ranges';

/**
 * One end of a flow in plain terms. Exactly one of `namespace`, `namespaceSelector`, `block` and `anyone` says where it
 * is; `pods` narrows the first two. Pod and namespace conditions always hold together, so the mistake of writing two
 * peers where one was meant cannot be made.
 */
export interface PeerConfig {
  /** A short name for policy names and reports. */
  readonly name: string;
  /**
   * A namespace by name.
   *
   * @default - not chosen by namespace name
   */
  readonly namespace?: string;
  /**
   * Namespaces by label.
   *
   * @default - not chosen by namespace labels
   */
  readonly namespaceSelector?: LabelSelector;
  /**
   * Pods of those namespaces.
   *
   * @default - every pod
   */
  readonly pods?: LabelSelector;
  /**
   * Addresses outside the cluster.
   *
   * @default - not chosen by address
   */
  readonly block?: Cidr;
  /**
   * Holes in `block`.
   *
   * @default - no holes
   */
  readonly except?: Cidr[];
  /**
   * Everyone, inside the cluster and outside.
   *
   * @default false
   */
  readonly anyone?: boolean;
  /**
   * The cluster of the pods, in a program for several.
   *
   * @default - the cluster in whose scope the flow is declared
   */
  readonly cluster?: Cluster;
}

/** What can stand at the end of a flow: a {@link Workload}, a {@link Peer}, or a class of your own. */
export interface IPeer {
  /** The ends this peer stands for; a flow is open to each of them. */
  toPeerConfigs(): PeerConfig[];
}

/** Pods chosen by namespace name and labels. */
export interface PodsPeerProps {
  /** The namespace of the pods. */
  readonly namespace: string;
  /** Labels that all these pods carry. */
  readonly labels: { [key: string]: string };
  /**
   * A short name for policy names.
   *
   * @default - the values of the labels
   */
  readonly name?: string;
}

/** Pods chosen by labels of their namespace and labels of their own. Both must hold. */
export interface LabelledPeerProps {
  /** The namespaces. */
  readonly namespaces: LabelSelector;
  /**
   * The pods of those namespaces.
   *
   * @default - every pod
   */
  readonly pods?: LabelSelector;
  /** A short name for policy names. */
  readonly name: string;
}

const PODS: Shape<PodsPeerProps> = { namespace: TEXT, labels: LABELS, name: optional(TEXT) };
const LABELLED: Shape<LabelledPeerProps> = { namespaces: SELECTOR, pods: optional(SELECTOR), name: TEXT };

/**
 * Ends of flows that are no {@link Workload} of a stack: pods elsewhere, whole namespaces, addresses.
 *
 * @example
 * const scraper = Peer.pods({ namespace: 'monitoring', labels: { app: 'prometheus' } });
 * const partner = Peer.block(Cidr.of('198.51.100.0/24'));
 */
export class Peer implements IPeer {
  /**
   * Pods of one namespace, by label.
   *
   * @throws if the namespace or a label is not valid, or no label is given
   */
  public static pods(props: PodsPeerProps): Peer {
    checkOptions('Peer.pods', props, PODS);
    checkNamespaceName(props.namespace);
    const pods = within('labels', () => LabelSelector.labels(props.labels));
    return new Peer([{ name: props.name ?? Object.values(props.labels).join('-'), namespace: props.namespace, pods }]);
  }

  /**
   * Every pod of one namespace.
   *
   * @throws if the namespace's name is not valid
   */
  public static namespace(name: string): Peer {
    checkParameters('Peer.namespace', { name: [name, TEXT] });
    checkNamespaceName(name);
    return new Peer([{ name: ALL_PODS_NAME, namespace: name }]);
  }

  /** Pods of every namespace that has certain labels. */
  public static labelled(props: LabelledPeerProps): Peer {
    checkOptions('Peer.labelled', props, LABELLED);
    return new Peer([{ name: props.name, namespaceSelector: props.namespaces, pods: props.pods }]);
  }

  /** Every pod of every namespace. Addresses outside the cluster are not among them. */
  public static allNamespaces(): Peer {
    return new Peer([{ name: 'all-namespaces', namespaceSelector: LabelSelector.everything() }]);
  }

  /**
   * Addresses outside the cluster.
   *
   * @param block the addresses
   * @param except holes in the block. @default - no holes
   * @throws if a hole is not inside the block
   */
  public static block(block: Cidr, except?: Cidr[]): Peer {
    checkParameters('Peer.block', { block: [block, CIDR], except: [except, optional(CIDRS)] });
    return new Peer([{ name: nameOfBlock(block), block, except: checkHoles(block, except ?? []) }]);
  }

  /**
   * The public internet: every address but private, link-local (with the metadata services of clouds), documentation,
   * multicast and other special-use ranges. Source: the IANA special-purpose address registries.
   */
  public static publicInternet(): Peer {
    const blocks = [publicIpv4(), publicIpv6()];
    return new Peer(blocks.map(({ block, except }) => ({ name: 'internet', block, except: [...except] })));
  }

  /** Everyone, inside the cluster and outside, on every address. Rarely what is meant. */
  public static anyone(): Peer {
    return new Peer([{ name: 'anyone', anyone: true }]);
  }

  /** Each of several peers. */
  public static anyOf(...peers: IPeer[]): Peer {
    checkParameters('Peer.anyOf', { peers: [peers, listOf(PEER)] });
    return new Peer(peers.flatMap((peer) => peer.toPeerConfigs()));
  }

  /** The pods of a shared service. */
  public static service(service: ServiceLocation, name: string): Peer {
    checkParameters('Peer.service', { service: [service, SERVICE_LOCATION], name: [name, TEXT] });
    return new Peer([{ name, namespace: service.namespace, pods: service.pods }]);
  }

  private constructor(private readonly configs: PeerConfig[]) {
    refuseNew(Array.isArray(configs), 'Peer', "Peer.namespace('orders') or Peer.pods(…)");
  }

  /** The ends this peer stands for. */
  public toPeerConfigs(): PeerConfig[] {
    return [...this.configs];
  }
}

function nameOfBlock(block: Cidr): string {
  return block.toString().replaceAll(/[:/]/g, '-');
}
