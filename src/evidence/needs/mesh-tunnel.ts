import { Need, NeedEnd, portText } from './need';
import { NeedTable } from './need-table';
import { Inventory, Workload } from '../../manifests/inventory';
import { Protocol } from '../../model/protocol';
import { ISTIO_AMBIENT_TUNNEL } from '../../platform/services/service-mesh';

/** Whether a namespace or pod is in Istio's ambient mesh; `none` on pods takes them out. */
const MODE_LABEL = 'istio.io/dataplane-mode';

/**
 * Needs between pods of an ambient mesh, on the port that policies see: the mesh carries all TCP between them through a
 * tunnel of its own.
 */
export function tunnelled(needs: readonly Need[], inventory: Inventory): readonly Need[] {
  const meshed = meshedIn(inventory);
  if (!needs.some(({ from, to }) => meshed(from) && meshed(to))) return needs;
  const table = new NeedTable();
  for (const need of needs) {
    const { from, to, port, note } = need;
    const inTunnel = port?.protocol === Protocol.TCP && meshed(from) && meshed(to);
    if (!inTunnel) {
      table.add(need);
      continue;
    }
    const within = `in the ambient mesh: the tunnel carries ${portText(port)}`;
    table.add({
      ...need,
      port: { protocol: Protocol.TCP, number: ISTIO_AMBIENT_TUNNEL.first! },
      note: note === undefined ? within : `${within}; ${note}`,
    });
  }
  return table.finish().needs;
}

function meshedIn({ namespaces, workloads }: Inventory): (end: NeedEnd) => boolean {
  const meshed = new Set<Workload>();
  for (const workload of workloads) {
    const byNamespace = namespaces.get(workload.namespace)?.labels[MODE_LABEL];
    const isMeshed = workload.podGroups.every(
      ({ hostNetwork, labels }) => !hostNetwork && (labels[MODE_LABEL] ?? byNamespace) === 'ambient',
    );
    if (isMeshed) meshed.add(workload);
  }
  return (end) => end.kind === 'workload' && meshed.has(end.workload);
}
