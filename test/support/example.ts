import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { filesIn } from './folder';
import { readManifests } from '../../src/manifests/read-manifests';
import { KubernetesObject, isNetworkPolicy } from '../../src/model/kubernetes-object';
import { validateNetworkPolicy } from '../../src/policy-kinds/networking/validate-policy';

const ROOT = resolve(__dirname, '../..');
const BINARIES = join(ROOT, 'node_modules/.bin');

/** One of the programs under examples/, as somebody sees it who runs `npx cdk8s synth` in its folder. */
export interface Example {
  /** What synth writes, by path. */
  readonly synthesised: Record<string, string>;
  /** What is in git, by path. */
  readonly expected: Record<string, string>;
  /** What synth writes, and what else runs in the cluster (`cluster.yaml`). */
  readonly objects: KubernetesObject[];
  /** What the API server would refuse or warn about. */
  readonly problems: unknown[];
}

/** Runs the example through the cdk8s command line. */
export function synthesise(name: string): Example {
  const folder = join(ROOT, 'examples', name);
  const output = mkdtempSync(join(tmpdir(), `netpol-${name}-`));
  try {
    execFileSync(join(BINARIES, 'cdk8s'), ['synth', '--output', output], {
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, PATH: `${BINARIES}${delimiter}${process.env.PATH}`, CDK8S_CHECK_UPGRADE: 'false' },
    });
    const written = readManifests([output]);
    const around = readManifests([join(folder, 'cluster.yaml')].filter((file) => existsSync(file)));
    const made = written.documents.map(({ object }) => object);
    return {
      synthesised: filesIn(output),
      expected: filesIn(join(folder, 'expected')),
      objects: [...made, ...around.documents.map(({ object }) => object)],
      problems: [
        ...written.findings,
        ...around.findings,
        ...made.filter(isNetworkPolicy).flatMap((policy) => validateNetworkPolicy(policy)),
      ],
    };
  } finally {
    rmSync(output, { recursive: true });
  }
}
