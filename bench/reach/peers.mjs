// npm run bench:peers: the same manifests for netpol-analyzer of np-guard, where Go is on the machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SHAPES } from './shapes.mjs';

const PACKAGE = 'github.com/np-guard/netpol-analyzer/cmd/...@latest';
/** The peer looks at every pair under every policy, so sizes end where it takes longer than this. */
const PATIENCE_MS = 60_000;
const SCALES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05];

const { stringify } = createRequire(import.meta.url)('yaml');
const ours = fileURLToPath(new URL('../../bin/netpol.js', import.meta.url));

if (spawnSync('go', ['version']).error) {
  console.log('Go is not on this machine, so there is no peer to compare with.');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'bench-peers-'));
try {
  const peer = installed();
  if (peer === undefined) process.exitCode = 1;
  else compareWith(peer);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compareWith(peer) {
  console.log('connections of the kubernetes-limit shape, from YAML files to text\n');
  console.log(['pods', 'policies', 'netpol s', 'netpol-analyzer s', 'ratio'].map((head) => head.padStart(18)).join(''));
  for (const scale of SCALES) {
    const objects = SHAPES['kubernetes-limit'](scale);
    const manifests = join(folder, String(scale));
    execFileSync('mkdir', [manifests]);
    writeFileSync(join(manifests, 'all.yaml'), objects.map((object) => stringify(object)).join('---\n'));
    const own = seconds(process.execPath, [ours, 'reach', manifests]);
    const other = seconds(peer, ['list', '--dirpath', manifests]);
    const count = (kind) => objects.filter((object) => object.kind === kind).length;
    const ratio = other === undefined ? '' : `${(other / own).toFixed(1)}x`;
    const cells = [count('Pod'), count('NetworkPolicy'), own?.toFixed(2), other?.toFixed(2) ?? 'gave up', ratio];
    console.log(cells.map((cell) => String(cell).padStart(18)).join(''));
    if (other === undefined) break;
  }
}

function installed() {
  const bin = process.env.NETPOL_PEERS_BIN ?? join(folder, 'bin');
  if (!existsSync(bin)) {
    console.log(`Installing ${PACKAGE} …`);
    const { status } = spawnSync('go', ['install', PACKAGE], {
      env: { ...process.env, GOBIN: bin },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) {
      console.log('netpol-analyzer could not be installed; NETPOL_PEERS_BIN may name a folder that holds it.');
      return undefined;
    }
  }
  return join(bin, readdirSync(bin)[0]);
}

/** Wall time of one run, or undefined where patience ended. */
function seconds(program, parameters) {
  const start = process.hrtime.bigint();
  const { status, signal, stderr } = spawnSync(program, parameters, {
    timeout: PATIENCE_MS,
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (signal) return undefined;
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}
