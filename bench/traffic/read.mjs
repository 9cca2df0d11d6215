// node read.mjs FILE: the same lines, read into records of connections.
import { createRequire } from 'node:module';

const { readTraffic } = createRequire(import.meta.url)('../../lib/traffic/read-traffic.js');

const start = process.hrtime.bigint();
const { files, records } = await readTraffic([process.argv[2]]);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const [{ lines }] = files;
console.log(JSON.stringify({ seconds, peakRssMiB: process.resourceUsage().maxRSS / 1024, lines, records: records.length }));
