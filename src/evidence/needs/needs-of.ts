import { addApiServerNeeds } from './api-server-needs';
import { addEntryNeeds, addOutsideNeeds } from './entry-needs';
import { tunnelled } from './mesh-tunnel';
import { NeedPort, Needs } from './need';
import { NeedTable } from './need-table';
import { addScalerNeeds, addVolumeNeeds } from './object-needs';
import { HostResolver } from './resolve-host';
import { addScrapeNeeds } from './scrape-needs';
import { addSetNeeds } from './set-needs';
import { addStatedNeeds } from './stated-needs';
import { StoredTexts } from './stored-texts';
import { Catalogue, addWorkloadNeeds } from './workload-needs';
import { Inventory } from '../../manifests/inventory';
import { ServiceIndex } from '../../manifests/service-index';
import { ManifestDocument } from '../../model/manifest-document';
import { Protocol } from '../../model/protocol';

/** What needs depend on beside the manifests. */
export interface NeedsOptions {
  /** What the names of the cluster end with. @default cluster.local */
  readonly clusterDomain?: string;
  /** Whether Secrets are looked at. @default true */
  readonly secrets?: boolean;
  /** The port of the API server itself. @default TCP/6443 */
  readonly apiServerPort?: NeedPort;
}

const CLUSTER_DOMAIN = 'cluster.local';
const API_SERVER_PORT: NeedPort = { protocol: Protocol.TCP, number: 6443 };

/**
 * The flows that manifests require, each with its evidence and how sure it is. Nothing is looked up and nothing is run;
 * of a Secret, only a host that an address in it names is ever shown. The work grows with the input.
 *
 * @param documents everything that was read: workloads, Services, ConfigMaps, routes, monitors, webhooks, …
 * @param inventory of the same documents
 */
export function needsOf(
  documents: readonly ManifestDocument[],
  inventory: Inventory,
  { clusterDomain = CLUSTER_DOMAIN, secrets = true, apiServerPort = API_SERVER_PORT }: NeedsOptions = {},
): Needs {
  const services = new ServiceIndex(inventory);
  const hosts = new HostResolver(inventory, services, clusterDomain);
  const stored = new StoredTexts(documents, secrets);
  const catalogue: Catalogue = { services, hosts, stored, apiServerPort };
  const table = new NeedTable();
  for (const workload of inventory.workloads) addWorkloadNeeds(workload, catalogue, table);
  addEntryNeeds(documents, catalogue, table);
  addOutsideNeeds(inventory, catalogue, table);
  addScrapeNeeds(documents, inventory, catalogue, table);
  addApiServerNeeds(documents, inventory, catalogue, table);
  addSetNeeds(inventory, catalogue, table);
  addScalerNeeds(documents, catalogue, table);
  addVolumeNeeds(documents, inventory, table);
  addStatedNeeds(inventory, catalogue, table);
  const found = table.finish();
  return {
    ...found,
    needs: tunnelled(found.needs, inventory),
    notRead: stored.notFound,
    workloads: inventory.workloads.length,
  };
}
