import { JudgedNeed } from './judge-needs';
import { KnownPods } from './known-pods';
import { Need, NeedEnd, endText } from './need';
import { Inventory, Workload } from '../../manifests/inventory';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { UNKNOWN_LABEL_VALUE } from '../../model/label-selector';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND, PolicyType } from '../../model/network-policy';
import { SPECIAL_USE_IPV4 } from '../../platform/special-use-ranges';
import { asMap } from '../../traffic/record/json-value';

/** What would open a need that policies close. */
export interface Opening {
  /** The construct, as it stands in a program. */
  readonly construct: string;
  /** The policies, as manifests: one for each side that is closed. */
  readonly policies: readonly object[];
}

/** Writes what would open needs. */
export class Openings {
  private readonly pods: KnownPods;

  public constructor(private readonly inventory: Inventory) {
    this.pods = new KnownPods(inventory);
  }

  /** What opens the sides that are closed. */
  public of({ need, blocked }: JudgedNeed): Opening {
    const policies = blocked.map(({ direction, workload }) => this.policyFor(need, direction, workload));
    return { construct: constructFor(need), policies };
  }

  /** What opens both sides of a need, whatever else is there: one policy for each end that is pods of the input. */
  public policiesFor(need: Need): readonly object[] {
    const { from, to } = need;
    return [
      ...(from.kind === 'workload' ? [this.policyFor(need, PolicyType.EGRESS, from.workload)] : []),
      ...(to.kind === 'workload' ? [this.policyFor(need, PolicyType.INGRESS, to.workload)] : []),
    ];
  }

  private policyFor(need: Need, direction: PolicyType, subject: Workload): object {
    const { from, to, port } = need;
    const isEgress = direction === PolicyType.EGRESS;
    const other = isEgress ? to : from;
    const peers = this.peersFor(other, subject.namespace, isEgress);
    const rule = {
      ...(peers ? { [isEgress ? 'to' : 'from']: peers } : {}),
      ...(port ? { ports: [{ protocol: port.protocol, port: port.number }] } : {}),
    };
    return {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: { name: nameFor(need, isEgress), namespace: subject.namespace },
      spec: {
        podSelector: { matchLabels: labelsOf(subject) },
        policyTypes: [direction],
        [isEgress ? 'egress' : 'ingress']: [rule],
      },
    };
  }

  /** Undefined for everyone: who calls cannot be named. */
  private peersFor(end: NeedEnd, namespace: string, isEgress: boolean): object[] | undefined {
    if (end.kind === 'addresses') return [{ ipBlock: { cidr: end.cidr } }];
    const known = this.pods.of(end);
    if (known.length > 0) return known.map((workload) => podsPeer(workload, namespace));
    const addresses = this.inventory.apiServerAddresses ?? [];
    if (end.kind === 'role' && end.role === 'kube-apiserver') {
      if (!isEgress) return undefined;
      if (addresses.length > 0) {
        return addresses.map((address) => ({ ipBlock: { cidr: `${address}/${address.includes(':') ? 128 : 32}` } }));
      }
      return [{ ipBlock: { cidr: '0.0.0.0/0' } }];
    }
    if (end.kind === 'external') return isEgress ? [{ ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE } }] : undefined;
    return [{ namespaceSelector: {} }];
  }
}

/** A policy cannot name hosts; at least what is no public address stays closed. */
const PRIVATE = SPECIAL_USE_IPV4.map(({ cidr }) => cidr);

function podsPeer(workload: Workload, namespace: string): object {
  const own = { podSelector: { matchLabels: labelsOf(workload) } };
  if (workload.namespace === namespace) return own;
  return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: workload.namespace } }, ...own };
}

/** What the controller selects its pods by, since that never changes; else every label of theirs that is known. */
function labelsOf({ podGroups }: Workload): Readonly<Record<string, string>> {
  const [group] = podGroups;
  const selector = asMap(asMap(asMap(group?.document.object.spec)?.selector)?.matchLabels);
  if (selector && Object.values(selector).every((value) => typeof value === 'string')) {
    return selector as Record<string, string>;
  }
  const known = Object.entries(group?.labels ?? {}).filter(
    ([key, value]) => value !== UNKNOWN_LABEL_VALUE && !MADE.has(key),
  );
  return Object.fromEntries(known);
}

/** Labels that controllers add, which differ from pod to pod or from release to release. */
const MADE = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'job-name',
  'batch.kubernetes.io/job-name',
]);

/** The construct that declares the flow, in the words of a program. */
function constructFor(need: Need): string {
  const { from, to, port } = need;
  const [source, target] = [wordOf(from), wordOf(to)];
  const number = port ? `Port.${port.protocol.toLowerCase()}(${port.number})` : '/* the port */';
  const id = JSON.stringify(`${source}-to-${target}`).replace(/"/g, "'");
  if (from.kind === 'workload' && to.kind === 'workload') {
    const both = from.workload === to.workload ? ', betweenReplicas: true' : '';
    return `new AllowFlow(stack, ${id}, { from: ${camel(source)}, to: ${camel(target)}, ports: [${number}]${both} });`;
  }
  if (from.kind === 'workload') {
    const own = camel(source);
    if (to.kind === 'role' && to.role === 'kube-apiserver') {
      return `new AllowKubeApi(stack, 'kube-api', { from: ${own} });`;
    }
    if (to.kind === 'addresses') {
      return `new ExternalEgress(stack, ${id}, { from: ${own}, to: [Cidr.of('${to.cidr}')], ports: [${number}] });`;
    }
    return `new ExternalEgress(stack, ${id}, { from: ${own}, to: [/* the addresses of ${endText(to)} */], ports: [${number}] });`;
  }
  const own = camel(target);
  if (from.kind === 'role' && from.role === 'prometheus') {
    return `new AllowScrape(stack, 'scrape-${target}', { to: ${own}, port: '${port?.number ?? 'metrics'}' });`;
  }
  if (from.kind === 'role' && from.role === 'kube-apiserver') {
    return `new AllowWebhook(stack, 'webhook-${target}', { to: ${own}, port: '${port?.number ?? 'webhook'}' });`;
  }
  if (
    from.kind === 'gateway' ||
    from.kind === 'ingress-controller' ||
    (from.kind === 'role' && from.role === 'openshift-router')
  ) {
    return `new AllowIngressController(stack, 'entry-${target}', { to: ${own}, ports: [${number}] });`;
  }
  return `new AllowFlow(stack, ${id}, { from: /* ${endText(from)} */, to: ${own}, ports: [${number}] });`;
}

function wordOf(end: NeedEnd): string {
  switch (end.kind) {
    case 'workload':
      return end.workload.name;
    case 'external':
      return end.name === '*' ? 'outside' : end.name;
    case 'addresses':
      return end.cidr.replace(/[^0-9a-f]+/g, '-');
    case 'gateway':
      return end.name;
    case 'ingress-controller':
      return end.className;
    case 'role':
      return end.role;
  }
}

/** A name as a variable of a program has it. */
function camel(name: string): string {
  const word = name.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase());
  return /^[0-9]/.test(word) ? `_${word}` : word;
}

const LONGEST_NAME = 253;

function nameFor({ from, to, port }: Need, isEgress: boolean): string {
  const other = wordOf(isEgress ? to : from);
  const own = wordOf(isEgress ? from : to);
  const words = `allow-${own}-${isEgress ? 'to' : 'from'}-${other}-${port?.number ?? 'any'}`;
  return words
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, LONGEST_NAME);
}
