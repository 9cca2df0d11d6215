import { createRequire } from 'node:module';
import { report } from '../measure.mjs';

const require = createRequire(import.meta.url);
const { readManifests } = require('../../lib/manifests/read-manifests.js');
const { checkManifests } = require('../../lib/lint/check-manifests.js');
const { checkText } = require('../../lib/report/check/check-text.js');
const [folder] = process.argv.slice(2);

report(() => {
  const { documents, findings, sources } = readManifests([folder]);
  const result = checkManifests(documents);
  const all = [...findings, ...result.findings];
  checkText({ ...result, findings: all, sources });
  return { findings: all.length };
});
