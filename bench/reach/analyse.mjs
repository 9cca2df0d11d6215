// node analyse.mjs SHAPE SCALE: the whole relation, from parsed objects.
import { createRequire } from 'node:module';
import { SHAPES } from './shapes.mjs';
import { report } from '../measure.mjs';

const require = createRequire(import.meta.url);
const { inventoryOf } = require('../../lib/policy-kinds/inventory-of.js');
const { plainDocuments } = require('../../lib/manifests/plain-document.js');
const { Analysis } = require('../../lib/reachability/relation/analysis.js');
const { Relation } = require('../../lib/reachability/relation/relation.js');

const [shape, scale] = process.argv.slice(2);
const objects = SHAPES[shape](Number(scale));

report(() => {
  const inventory = inventoryOf(plainDocuments(objects));
  const analysis = Analysis.of(inventory, { ipBlockMatchesPods: 'never' });
  const weights = new Int32Array(analysis.universe.classes.length);
  for (const { classId } of analysis.members) weights[classId]++;
  const connections = new Relation(analysis).countPairs(weights);
  return {
    pods: analysis.members.length,
    policies: analysis.policies.length,
    classes: weights.length,
    connections,
  };
});
