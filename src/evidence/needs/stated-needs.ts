import { behindService } from './behind-service';
import { hostOf } from './mentions';
import { Evidence, NeedEnd, endText } from './need';
import { NeedTable, workloadEnd } from './need-table';
import { podTemplateAnnotations } from './pod-annotations';
import { Catalogue } from './workload-needs';
import { Inventory, Workload } from '../../manifests/inventory';
import { nameOf } from '../../manifests/object-identity';
import { Cidr } from '../../model/cidr';
import { ANNOTATION_PREFIX } from '../../model/governance';
import { HIGHEST_PORT } from '../../model/port';
import { Protocol } from '../../model/protocol';
import { asMap, asText } from '../../traffic/record/json-value';

/** What people write down where no manifest shows it: on a workload, or on its pods. */
export const NEEDS_ANNOTATION = `${ANNOTATION_PREFIX}needs`;
/** What a workload does not need, although it looks so. */
export const NOT_NEEDS_ANNOTATION = `${ANNOTATION_PREFIX}not-needs`;

const FORM = 'write for example "TCP/6379 cache/redis, TCP/443 api.example.com, TCP/5432 10.0.0.0/24"';

/** Adds what annotations say is needed, and takes away what they say is not. */
export function addStatedNeeds(inventory: Inventory, catalogue: Catalogue, table: NeedTable): void {
  for (const workload of inventory.workloads) {
    const [group] = workload.podGroups;
    if (!group) continue;
    const { object } = group.document;
    const own = asMap(object.metadata?.annotations) ?? {};
    const pods = podTemplateAnnotations(group);
    for (const [name, take] of [
      [NEEDS_ANNOTATION, addStated],
      [NOT_NEEDS_ANNOTATION, removeStated],
    ] as const) {
      const written = asText(own[name]) ?? asText(pods[name]);
      if (written === undefined) continue;
      const evidence: Evidence = {
        text: `${object.kind} ${workload.namespace}/${nameOf(group.document)} annotation ${name}`,
        document: group.document,
        path: ['metadata', 'annotations', name],
      };
      for (const item of written.split(',')) {
        if (item.trim() !== '') take(item.trim(), workload, evidence, catalogue, table);
      }
    }
  }
}

interface Stated {
  readonly protocol: Protocol;
  readonly number: number;
  readonly target: string;
}

function statedIn(item: string): Stated | undefined {
  const found = /^(TCP|UDP|SCTP)\/(\d{1,5})\s+(\S+)$/.exec(item);
  const number = Number(found?.[2]);
  if (!found || number < 1 || number > HIGHEST_PORT) return undefined;
  return { protocol: found[1] as Protocol, number, target: found[3]! };
}

/** `namespace/service`, `namespace/workload`, an address or block, or a name outside. */
function addStated(
  item: string,
  workload: Workload,
  evidence: Evidence,
  { services }: Catalogue,
  table: NeedTable,
): void {
  const from = workloadEnd(workload);
  const stated = statedIn(item);
  if (!stated) {
    table.addUnresolved({ from, value: item.slice(0, 100), because: FORM, evidence });
    return;
  }
  const { protocol, number, target } = stated;
  const port = { protocol, number };
  const [namespace = '', name, more] = target.split('/');
  const block = blockOf(target);
  if (block) {
    table.add({ from, to: block, port, confidence: 'certain', evidence: [evidence] });
  } else if (name === undefined && hostOf(target) !== undefined) {
    table.add({
      from,
      to: { kind: 'external', name: target.toLowerCase() },
      port,
      confidence: 'certain',
      evidence: [evidence],
    });
    table.addDns(workload);
  } else {
    const service = more === undefined && name !== undefined ? services.get(namespace, name) : undefined;
    const behind = service
      ? behindService(services, service, number, protocol)
      : { nobody: `no Service ${target} in the input` };
    if ('nobody' in behind) {
      table.addUnresolved({ from, value: item.slice(0, 100), because: behind.nobody, evidence });
      return;
    }
    for (const one of behind.targets) {
      table.add({ from, to: one.to, port: one.port, confidence: 'certain', via: one.via, evidence: [evidence] });
    }
  }
}

function removeStated(
  item: string,
  workload: Workload,
  evidence: Evidence,
  { services }: Catalogue,
  table: NeedTable,
): void {
  const stated = statedIn(item);
  if (!stated) {
    table.addUnresolved({ from: workloadEnd(workload), value: item.slice(0, 100), because: FORM, evidence });
    return;
  }
  const { protocol, number, target } = stated;
  const [namespace = '', name = ''] = target.split('/');
  const service = services.get(namespace, name);
  const behind = service ? behindService(services, service, number, protocol) : undefined;
  const keys = new Set(
    behind && 'targets' in behind
      ? behind.targets.map((one) => `${endText(one.to)} ${one.port.number}`)
      : [
          `external(${target.toLowerCase()}) ${number}`,
          `${endText(blockOf(target) ?? { kind: 'external', name: target })} ${number}`,
        ],
  );
  table.remove(
    (need) =>
      need.from.kind === 'workload' &&
      need.from.workload === workload &&
      need.port?.protocol === protocol &&
      keys.has(`${endText(need.to)} ${need.port.number}`),
  );
}

function blockOf(text: string): NeedEnd | undefined {
  if (!/^[0-9a-f:.]+(?:\/\d+)?$/i.test(text)) return undefined;
  try {
    const cidr = text.includes('/') ? Cidr.of(text) : Cidr.address(text);
    return { kind: 'addresses', cidr: cidr.toString() };
  } catch {
    return undefined;
  }
}
