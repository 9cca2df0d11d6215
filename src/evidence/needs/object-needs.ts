import { addressEnd } from './behind-service';
import { hostOf } from './mentions';
import { Evidence, NeedEnd } from './need';
import { NeedTable } from './need-table';
import { podSpecOf } from './pod-texts';
import { Catalogue, WorkloadReader } from './workload-needs';
import { apiGroupOf } from '../../manifests/controllers';
import { Inventory, Workload } from '../../manifests/inventory';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { tryParseIpAddress } from '../../model/ip-address';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { Protocol } from '../../model/protocol';
import { JsonMap, asList, asMap, asText } from '../../traffic/record/json-value';

/** Adds whom the operator of KEDA asks for the length of queues and the like. */
export function addScalerNeeds(documents: readonly ManifestDocument[], catalogue: Catalogue, table: NeedTable): void {
  for (const document of documents) {
    const { apiVersion, kind, spec } = document.object;
    if (apiGroupOf(apiVersion) !== 'keda.sh' || !/^Scaled(?:Object|Job)$/.test(kind)) continue;
    const [namespace, name] = [namespaceOf(document), nameOf(document)];
    const reader = new WorkloadReader(
      new Workload(namespace, name, kind, []),
      catalogue,
      table,
      { kind: 'role', role: 'keda-operator' },
      'likely',
    );
    asList(asMap(spec)?.triggers).forEach((trigger, index) => {
      for (const [key, value] of Object.entries(asMap(asMap(trigger)?.metadata) ?? {})) {
        if (typeof value !== 'string') continue;
        const evidence: Evidence = {
          text: `${kind} ${namespace}/${name} triggers[${index}].metadata.${key}`,
          document,
          path: ['spec', 'triggers', index, 'metadata', key],
        };
        reader.read({ key, value, form: 'value', evidence, sensitive: false });
      }
    });
  }
}

/** Servers of volumes: by kind of volume, the fields that name them, and the port. */
const VOLUME_SERVERS: Readonly<Record<string, { readonly fields: readonly string[]; readonly port: number }>> = {
  nfs: { fields: ['server'], port: 2049 },
  iscsi: { fields: ['targetPortal', 'portals'], port: 3260 },
  cephfs: { fields: ['monitors'], port: 6789 },
  rbd: { fields: ['monitors'], port: 6789 },
};
const OWN_NODE: NeedEnd = { kind: 'role', role: 'node(own)' };

/** Adds the servers of volumes, which nodes connect to, and not pods. */
export function addVolumeNeeds(documents: readonly ManifestDocument[], inventory: Inventory, table: NeedTable): void {
  for (const { podGroups } of inventory.workloads) {
    const [group] = podGroups;
    if (!group) continue;
    const { spec, path } = podSpecOf(group);
    asList(spec.volumes).forEach((volume, index) => {
      addServers(group.document, asMap(volume) ?? {}, [...path, 'volumes', index], table);
    });
  }
  for (const document of documents) {
    if (document.object.kind === 'PersistentVolume' && document.object.apiVersion === 'v1') {
      addServers(document, asMap(document.object.spec) ?? {}, ['spec'], table);
    }
  }
}

function addServers(document: ManifestDocument, volume: JsonMap, path: FieldPath, table: NeedTable): void {
  for (const [kind, { fields, port }] of Object.entries(VOLUME_SERVERS)) {
    const source = asMap(volume[kind]);
    if (!source) continue;
    for (const field of fields) {
      const values = typeof source[field] === 'string' ? [source[field]] : asList(source[field]);
      for (const value of values) {
        const host = hostOf((asText(value) ?? '').replace(/:\d+$/, ''));
        if (host === undefined) continue;
        const { object } = document;
        const where =
          object.kind === 'PersistentVolume' ? nameOf(document) : `${namespaceOf(document)}/${nameOf(document)}`;
        table.add({
          from: OWN_NODE,
          to: tryParseIpAddress(host) ? addressEnd(host)! : { kind: 'external', name: host },
          port: { protocol: Protocol.TCP, number: port },
          confidence: 'likely',
          evidence: [{ text: `${object.kind} ${where} ${kind}.${field}`, document, path: [...path, kind, field] }],
          note: 'the node mounts it, and not the pod: no NetworkPolicy has a say',
        });
      }
    }
  }
}
