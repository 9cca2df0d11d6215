import { SeenPort } from './evidence';
import { Subject, Subjects } from './subjects';
import { Inventory } from '../../manifests/inventory';
import { Cidr } from '../../model/cidr';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { tryParseIpAddress } from '../../model/ip-address';
import { LabelSelectorSpec } from '../../model/network-policy';
import { Platform } from '../../platform/platform';
import { asLabelName, NamespaceFile } from '../program/namespace-file';
import { blockExpression, portExpression, selectorExpression } from '../program/value-expressions';
import { Expression, call, list, literal, record, texts } from '../source/expression';

/** Nodes come and go; a longer list of their addresses is wrong tomorrow. */
const MOST_NODES = 16;

/** How the ends of flows are written, seen from the file of a namespace. */
export class FlowEnds {
  public constructor(
    private readonly files: ReadonlyMap<string, NamespaceFile>,
    private readonly drafted: ReadonlySet<string>,
    private readonly subjects: Subjects,
    private readonly platform: Platform,
    private readonly inventory: Inventory,
  ) {}

  /** Whether flows of these pods are drafted. */
  public isDrafted({ namespace }: Subject): boolean {
    return this.drafted.has(namespace);
  }

  public fileOf({ namespace }: Subject): NamespaceFile {
    return this.files.get(namespace)!;
  }

  /** The pods as a workload of the draft, or as a peer that opens nothing where nothing is drafted. */
  public podsOf(subject: Subject): Expression {
    if (this.isDrafted(subject)) return this.subjects.declare(subject, this.fileOf(subject)).reference;
    return this.peer(subject.namespace, subject.selector, subject.name);
  }

  /** Pods elsewhere. Where somebody else's policies are imported, their end stays as it is. */
  public peer(namespace: string, selector: LabelSelectorSpec, name: string): Expression {
    const labels = selector.matchLabels ?? {};
    const isPlain = (selector.matchExpressions ?? []).length === 0 && Object.keys(labels).length > 0;
    if (isPlain && !this.files.has(namespace)) {
      return call(
        'Peer',
        'pods',
        record({ namespace: literal(namespace), labels: texts(labels), name: literal(asLabelName(name)) }),
      );
    }
    return call(
      'Peer',
      'labelled',
      record({
        name: literal(asLabelName(name)),
        namespaces: selectorExpression({ matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } }),
        pods: selectorExpression(selector),
      }),
    );
  }

  /** Whether a construct of a shared service would write into a namespace whose own flows are not drafted. */
  public wouldWriteElsewhere(namespace: string): boolean {
    return this.files.has(namespace) && !this.drafted.has(namespace);
  }

  /** The nodes of the cluster, and whether only their addresses of today are known. */
  public nodes(): { readonly peer: Expression; readonly isPassing: boolean } | undefined {
    if (this.platform.cni?._profile.ipBlockMatchesNodes.support === 'no') return undefined;
    const ranges = this.platform.nodeCidrs.map(String);
    if (ranges.length > 0) return { peer: blocks(ranges), isPassing: false };
    const known = (this.inventory.nodes ?? []).flatMap(({ addresses }) => addresses);
    const own = [...new Set(known.filter((address) => tryParseIpAddress(address)))].sort();
    if (own.length === 0 || own.length > MOST_NODES) return undefined;
    return { peer: blocks(own.map((address) => Cidr.address(address).toString())), isPassing: true };
  }

  /** Ports by the names that the workload gives them, where it declares them. */
  public portsOf(ports: readonly SeenPort[], to: Subject | undefined): Expression {
    const distinct = new Map(ports.map((one) => [`${one.protocol} ${String(one.port).padStart(5, '0')}`, one]));
    const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    return list(sorted.map((port) => this.portOf(port, to)));
  }

  private portOf({ protocol, port }: SeenPort, to: Subject | undefined): Expression {
    const name = to && this.isDrafted(to) ? portNameOf(to, { protocol, port }) : undefined;
    if (to === undefined || name === undefined) return portExpression({ protocol, port });
    return call(this.podsOf(to), 'port', literal(name));
  }
}

/** The name of a container port, where all pods of the workload agree on it. */
export function portNameOf({ workload }: Subject, { protocol, port }: SeenPort): string | undefined {
  const all = workload.podGroups.flatMap(({ ports }) => ports);
  const named = all.filter((one) => one.name !== undefined && one.number === port && one.protocol === protocol);
  const name = named[0]?.name;
  if (name === undefined) return undefined;
  const agreed = all.every((one) => one.name !== name || (one.number === port && one.protocol === protocol));
  return agreed ? name : undefined;
}

export function blocks(cidrs: readonly string[]): Expression {
  const [only, ...others] = cidrs.map((cidr) => blockExpression({ cidr }));
  return others.length === 0 ? only! : call('Peer', 'anyOf', only!, ...others);
}
