// node parse.mjs FILE: what reading the lines costs with JSON.parse and nothing else.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const start = process.hrtime.bigint();
let lines = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2], { highWaterMark: 1 << 18 }) })) {
  JSON.parse(line);
  lines++;
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({ seconds, peakRssMiB: process.resourceUsage().maxRSS / 1024, lines }));
