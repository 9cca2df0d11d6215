// node analyse.mjs CHECKOUT SHAPE|KIND|five-tiers SCALE: the whole relation, from parsed objects.
import { KINDS } from './kinds.mjs';
import { SHAPES } from './shapes.mjs';
import { benchKind, fiveTiers } from './tiers.mjs';
import { inventoryIn, modulesOf } from '../checkout.mjs';
import { report } from '../measure.mjs';

const [checkout, shape, scale] = process.argv.slice(2);
const module = modulesOf(checkout);
const { plainDocuments } = module('plain-document');
const { Analysis } = module('analysis');
const { Relation } = module('relation');
const tiered = shape === 'five-tiers';
const objects = (tiered ? fiveTiers : (SHAPES[shape] ?? KINDS[shape]))(Number(scale));
// Checkouts of a time without kinds are asked about NetworkPolicies only.
const kinds = tiered ? [...module('policy-kinds').POLICY_KINDS, benchKind(module)] : undefined;
const inventoryOf = inventoryIn(module);

report(() => {
  const inventory = inventoryOf(plainDocuments(objects), kinds);
  const analysis = Analysis.of(inventory, { ipBlockMatchesPods: 'never' }, kinds);
  const weights = new Int32Array(analysis.universe.classes.length);
  for (const { classId } of analysis.members) weights[classId]++;
  const connections = new Relation(analysis).countPairs(weights);
  return {
    pods: analysis.members.length,
    policies: inventory.policies.length,
    classes: weights.length,
    connections,
  };
});
