import { Labels } from '../../model/label-selector';

/** What an end of a connection is to policies. */
export type EndRole = 'workload' | 'node' | 'external' | 'loadBalancer' | 'unknown';

/** The Service that a client dialled. */
export interface DialledService {
  readonly namespace?: string;
  readonly name?: string;
  readonly address?: string;
  readonly port?: number;
}

/** So many are named; there may be more. */
export const MOST_CANDIDATES = 10;

/** What is known about one end of a connection. Field names are those of `netpol.traffic/v1`. */
export interface EndFacts {
  readonly role: EndRole;
  readonly ns?: string;
  /** The controller's name; the pod's where it has none, or none is known. */
  readonly owner?: string;
  readonly kind?: string;
  /** The log knows the pod only; its controller was read from the form of its name. */
  readonly ownerGuessed?: true;
  readonly pod?: string;
  readonly ip?: string;
  /** The name of the node, for role `node`. */
  readonly node?: string;
  /** What a collector calls an end that is no pod: `host`, `kube-apiserver`, `world`, `PUBLIC NETWORK`. */
  readonly entity?: string;
  readonly labels?: Labels;
  readonly fqdn?: readonly string[];
  readonly service?: DialledService;
  /** Who it could be, where it could be several. */
  readonly candidates?: readonly string[];
  /** Why nobody is named. */
  readonly why?: string;
}

/**
 * One end of a connection. Readers share one object for all lines about the same end, so that its id, by which
 * connections are put together, is made once.
 */
export class End {
  private identity: string | undefined;

  public constructor(public readonly facts: EndFacts) {}

  /** Two ends with one id are one end of a record: replicas of one workload, one address, one node. */
  public get id(): string {
    return (this.identity ??= identityOf(this.facts));
  }

  public get ip(): string | undefined {
    return this.facts.ip;
  }
}

/** An end of which nothing is known. */
export const NOBODY = new End({ role: 'unknown' });

function identityOf({ role, ns, owner, kind, ip, node, entity, service }: EndFacts): string {
  const who =
    owner !== undefined ? ['', kind ?? '', owner] : [node === undefined ? (ip ?? '') : '', node ?? '', entity ?? ''];
  const dialled =
    owner === undefined && service ? [service.namespace, service.name, service.address, service.port] : [];
  return JSON.stringify([role, ns ?? '', ...who, ...dialled.map((part) => part ?? '')]);
}
