import { Evidence, Need } from './need';
import { NeedTable, workloadEnd } from './need-table';
import { Catalogue } from './workload-needs';
import { apiGroupOf } from '../../manifests/controllers';
import { Inventory, Workload } from '../../manifests/inventory';
import { ContainerPort } from '../../manifests/pod-template';
import { isHeadless } from '../../manifests/service-index';
import { asMap, asText } from '../../traffic/record/json-value';

/** What ports are called on which members of a cluster talk to each other. */
const PEER_NAMES =
  /(?:^|-)(?:peer|peers|controller|cluster|gossip|raft|serf|replication|internode|intra|memberlist|election|follower|quorum|epmd|transport|bus)(?:-|$)/;
/** Ports that mean this whatever they are called: etcd, gossip, Elasticsearch, Cassandra, ZooKeeper, Erlang, Redis, CockroachDB. */
const PEER_NUMBERS = new Set([
  2380, 7946, 9300, 7000, 7001, 2888, 3888, 4369, 25672, 16379, 8301, 8302, 7800, 4567, 4568, 4444,
]);

/** Adds that members of a StatefulSet with a headless Service talk to each other. */
export function addSetNeeds(inventory: Inventory, { services }: Catalogue, table: NeedTable): void {
  for (const workload of inventory.workloads) {
    const [group] = workload.podGroups;
    const object = group?.document.object;
    if (!group || object?.kind !== 'StatefulSet' || apiGroupOf(object.apiVersion) !== 'apps') continue;
    const name = asText(asMap(object.spec)?.serviceName);
    const service = name === undefined ? undefined : services.get(workload.namespace, name);
    if (!service || !isHeadless(service)) continue;
    // A set of one has nobody to talk to.
    if (asMap(object.spec)?.replicas === 1) continue;
    const known = table.has((need) => isSelf(need, workload) && need.confidence === 'certain');
    for (const port of group.ports) {
      const isPeer = isPeerPort(port);
      if (!isPeer && known) continue;
      const evidence: Evidence = {
        text: `headless Service ${workload.namespace}/${name} of StatefulSet ${workload.namespace}/${workload.name}${port.name ? ` with a port ${port.name}` : ''}`,
        document: group.document,
        path: ['spec', 'serviceName'],
      };
      table.add({
        from: workloadEnd(workload),
        to: workloadEnd(workload),
        port: { protocol: port.protocol, number: port.number },
        confidence: isPeer ? 'likely' : 'possible',
        evidence: [evidence],
        note: isPeer
          ? 'peers of the set'
          : 'members may talk to each other; on which port depends on what the program is',
      });
    }
  }
}

function isSelf({ from, to }: Need, workload: Workload): boolean {
  return from.kind === 'workload' && to.kind === 'workload' && from.workload === workload && to.workload === workload;
}

function isPeerPort({ name = '', number }: ContainerPort): boolean {
  return PEER_NAMES.test(name) || PEER_NUMBERS.has(number);
}
