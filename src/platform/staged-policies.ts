import { Cni } from './cni';

/** The first open source release of Calico with staged policies. */
const CALICO_STAGES_SINCE = [3, 30];

/**
 * Whether the network plugin has staged policies, which it reports on without enforcing them. Calico alone has, in its
 * open source form since 3.30; where the version is not known, a current one is meant.
 */
export function stagesPolicies(cni: Cni | undefined): boolean {
  if (cni?.name !== 'calico') return false;
  if (cni.version === undefined) return true;
  const [major = 0, minor = Infinity] = cni.version.split('.').map(Number);
  const [firstMajor, firstMinor] = CALICO_STAGES_SINCE;
  return major > firstMajor! || (major === firstMajor && minor >= firstMinor!);
}
