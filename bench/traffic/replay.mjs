// node replay.mjs CLUSTER LOG: the log read, and judged by the policies of the cluster.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { replay } = require('../../lib/evidence/replay/replay.js');
const { readManifests } = require('../../lib/manifests/read-manifests.js');
const { inventoryOf } = require('../../lib/policy-kinds/inventory-of.js');
const { Analysis } = require('../../lib/reachability/relation/analysis.js');
const { engineOptions } = require('../../lib/reachability/universe/engine-options.js');
const { readTraffic } = require('../../lib/traffic/read-traffic.js');

const [cluster, log] = process.argv.slice(2);
const { documents } = readManifests([cluster]);

const start = process.hrtime.bigint();
const traffic = await readTraffic([log]);
const analysis = Analysis.of(inventoryOf(documents), engineOptions(undefined));
const { flows, usage } = replay(traffic, analysis);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const [{ lines }] = traffic.files;
const denied = flows.filter(({ bucket }) => bucket === 'newly-denied').length;
console.log(
  JSON.stringify({
    seconds,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
    lines,
    records: flows.length,
    denied,
    allowances: usage.allowances.length,
  }),
);
