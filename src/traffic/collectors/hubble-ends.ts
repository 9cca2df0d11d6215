import { ENTITY_ROLES, RESERVED } from './cilium-entities';
import { plainAddress } from '../record/address';
import { End, EndRole, NOBODY } from '../record/end';
import { JsonMap, asList, asMap, asNumber, asText, asTexts } from '../record/json-value';
import { labelsFrom, podEnd } from '../record/pod-end';

const MOST_ENDS = 50_000;

/** Makes ends of what Hubble says of sources and destinations, one object for each that is told of again and again. */
export class HubbleEnds {
  private readonly ends = new Map<string, End>();

  public end(side: JsonMap | undefined, ip: unknown, names: unknown, service: unknown, node: string | undefined): End {
    const labels = side?.labels;
    const key = `${ip as string}|${side?.namespace as string}|${side?.pod_name as string}|${side?.identity as number}|${
      Array.isArray(labels) ? labels.join('\n') : ''
    }|${Array.isArray(names) ? names.join() : ''}|${service === undefined ? '' : JSON.stringify(service)}|${node ?? ''}`;
    const known = this.ends.get(key);
    if (known) return known;
    const end = endOf(side, plainAddress(ip), asTexts(names).sort(), asMap(service), node);
    // Starting anew costs little, and a log of scans has no end of addresses.
    if (this.ends.size >= MOST_ENDS) this.ends.clear();
    this.ends.set(key, end);
    return end;
  }
}

function endOf(
  side: JsonMap | undefined,
  ip: string | undefined,
  fqdn: readonly string[],
  service: JsonMap | undefined,
  node: string | undefined,
): End {
  const labels = asTexts(side?.labels);
  const namespace = asText(side?.namespace) ?? labelValue(labels, 'k8s:io.kubernetes.pod.namespace');
  const pod = asText(side?.pod_name);
  const dialled = serviceOf(service);
  if (namespace !== undefined) {
    const own = labelsFrom(labels.flatMap((label) => podLabel(label)));
    const [workload] = asList(side?.workloads);
    const name = asText(asMap(workload)?.name);
    const kind = asText(asMap(workload)?.kind);
    return podEnd({
      namespace,
      ...(pod === undefined ? {} : { pod }),
      ...(ip === undefined ? {} : { ip }),
      ...(own === undefined ? {} : { labels: own }),
      ...(name === undefined ? {} : { workload: { name, ...(kind === undefined ? {} : { kind }) } }),
      ...(dialled === undefined ? {} : { service: dialled }),
    });
  }
  const entity = entityOf(labels, asNumber(side?.identity));
  const address = ip === undefined ? {} : { ip };
  const found = fqdn.length === 0 ? {} : { fqdn };
  const more = { ...address, ...found, ...(dialled === undefined ? {} : { service: dialled }) };
  if (entity === undefined) return ip === undefined && !dialled ? NOBODY : new End({ role: 'unknown', ...more });
  const role = entity === 'kube-apiserver' ? roleOfApiServer(labels) : (ENTITY_ROLES.get(entity) ?? 'unknown');
  // The observer's own node; of another node only the address is known.
  const name = entity === 'host' && node !== undefined ? { node } : {};
  return new End({ role, entity, ...name, ...more });
}

/** An end may carry two reserved labels; that it is the API server says most. */
function entityOf(labels: readonly string[], identity: number | undefined): string | undefined {
  const reserved = labels
    .filter((label) => label.startsWith('reserved:'))
    .map((label) => label.slice('reserved:'.length));
  if (reserved.includes('kube-apiserver')) return 'kube-apiserver';
  if (reserved.length > 0) return reserved[0];
  if (labels.some((label) => /^(cidr|fqdn|cidrgroup):/.test(label))) return 'world';
  return identity === undefined ? undefined : RESERVED.get(identity);
}

/** In the cluster it is on a node; a managed one is outside. */
function roleOfApiServer(labels: readonly string[]): EndRole {
  return labels.some((label) => label.startsWith('reserved:world') || label.startsWith('cidr:')) ? 'external' : 'node';
}

function podLabel(label: string): string[] {
  if (!label.startsWith('k8s:')) return label.includes(':') && !label.includes('=') ? [] : [label];
  const plain = label.slice('k8s:'.length);
  return plain.startsWith('io.cilium.') || plain.startsWith('io.kubernetes.pod.namespace') ? [] : [plain];
}

function labelValue(labels: readonly string[], key: string): string | undefined {
  const found = labels.find((label) => label.startsWith(`${key}=`));
  return found === undefined ? undefined : asText(found.slice(key.length + 1));
}

function serviceOf(service: JsonMap | undefined): { namespace?: string; name: string } | undefined {
  const name = asText(service?.name);
  const namespace = asText(service?.namespace);
  return name === undefined ? undefined : { ...(namespace === undefined ? {} : { namespace }), name };
}
