import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface PackageManifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The version of this package. */
export function packageVersion(): string {
  return packageManifest().version;
}

/** What a project that uses this package needs, in the versions with which it is tested itself. */
export function packageNeeds(): Readonly<Record<string, string>> {
  const { version, devDependencies, peerDependencies } = packageManifest();
  return { ...devDependencies, ...peerDependencies, 'cdk8s-netpol': `>=${version}` };
}

function packageManifest(): PackageManifest {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as PackageManifest;
}
