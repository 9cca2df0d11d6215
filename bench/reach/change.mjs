// node change.mjs CHECKOUT SHAPE SCALE: one policy changed in an analysis that is there already.
import { SHAPES } from './shapes.mjs';
import { inventoryIn, modulesOf } from '../checkout.mjs';
import { median, report } from '../measure.mjs';

const CHANGES = 50;
const [checkout, shape, scale] = process.argv.slice(2);
const module = modulesOf(checkout);
const { plainDocument, plainDocuments } = module('plain-document');
const { Analysis } = module('analysis');
const inventory = inventoryIn(module)(plainDocuments(SHAPES[shape](Number(scale))));
let analysis = Analysis.of(inventory, { ipBlockMatchesPods: 'never' });

const times = [];
for (let i = 0; i < CHANGES; i++) {
  const { object } = inventory.policies[Math.floor((i * inventory.policies.length) / CHANGES)];
  // The same rules on another port: the commonest change there is.
  const ingress = (object.spec.ingress ?? [{}]).map((rule) => ({ ...rule, ports: [{ port: 9000 + i }] }));
  const changed = plainDocument({ ...object, spec: { ...object.spec, ingress } });
  const start = process.hrtime.bigint();
  analysis = analysis.withPolicy(changed);
  times.push(Number(process.hrtime.bigint() - start) / 1e9);
}
const seconds = median(times);
report(() => ({ seconds, pods: analysis.members.length, policies: analysis.policies.length, changes: CHANGES }));
