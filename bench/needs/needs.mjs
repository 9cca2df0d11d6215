// node needs.mjs WORKLOADS SERVICES [read]: reads manifests, and finds what they need unless told only to read.
import { manifests } from './shape.mjs';
import { OWN_CHECKOUT, modulesOf } from '../checkout.mjs';
import { report } from '../measure.mjs';

const [workloads, services, only] = process.argv.slice(2);
const module = modulesOf(OWN_CHECKOUT);
const { readTexts } = module('read-manifests');
const { inventoryOf } = module('inventory-of');
const { needsOf } = module('needs-of');
const text = manifests(Number(workloads), Number(services));

report(() => {
  const { documents } = readTexts([{ file: 'all.yaml', text }]);
  const inventory = inventoryOf(documents);
  if (only === 'read') return { documents: documents.length };
  const { needs, unresolved } = needsOf(documents, inventory);
  return { documents: documents.length, needs: needs.length, unresolved: unresolved.length };
});
