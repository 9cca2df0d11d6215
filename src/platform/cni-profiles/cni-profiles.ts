import { antrea } from './antrea';
import { awsVpcCni } from './aws-vpc-cni';
import { azureNpm } from './azure-npm';
import { calico, canal } from './calico';
import { azureCilium, cilium, gkeDataplaneV2 } from './cilium';
import { CniProfile } from './cni-capability';
import { CniVersion } from './cni-version';
import { flannel } from './flannel';
import { kindnet, kubeNetworkPolicies } from './kube-network-policies';
import { kubeOvn } from './kube-ovn';
import { kubeRouter } from './kube-router';
import { ovnKubernetes } from './ovn-kubernetes';
import { weave } from './weave';
import { closestWord } from '../../model/closest-word';
import { InvalidInput } from '../../model/invalid-input';

/** Every network plugin that is known, by the name it has on the command line. */
const PROFILES = {
  cilium,
  calico,
  antrea,
  'kube-router': kubeRouter,
  weave,
  flannel,
  canal,
  kindnet,
  'aws-vpc-cni': awsVpcCni,
  'azure-npm': azureNpm,
  'azure-cilium': azureCilium,
  'gke-dataplane-v2': gkeDataplaneV2,
  'ovn-kubernetes': ovnKubernetes,
  'kube-ovn': kubeOvn,
  'kube-network-policies': kubeNetworkPolicies,
} satisfies Record<string, (version: CniVersion) => CniProfile>;

export type CniName = keyof typeof PROFILES;

/**
 * The newest release that the facts of a plugin are about. A later one may do something else, so it is refused, as a
 * Kubernetes release is that nobody knows here. Where there is none, the facts name no release.
 */
const NEWEST: Partial<Record<CniName, readonly [major: number, minor: number]>> = {
  cilium: [1, 20],
  calico: [3, 32],
  antrea: [2, 7],
  'kube-router': [2, 11],
  weave: [2, 8],
  canal: [3, 32],
  'azure-cilium': [1, 20],
  'ovn-kubernetes': [1, 3],
  'kube-ovn': [1, 15],
  'kube-network-policies': [1, 1],
};

export const CNI_NAMES = Object.keys(PROFILES) as readonly CniName[];

/**
 * What is known about a network plugin, written `calico` or `cilium@1.15`. Without a version, its newest one is meant.
 *
 * @throws InvalidInput for a plugin that is not known, or a version that is none or newer than what is known
 */
export function cniProfile(text: string): CniProfile {
  const [name = '', version] = text.toLowerCase().split('@');
  if (!isKnown(name)) {
    const closest = closestWord(name, CNI_NAMES);
    const hint = closest ? `Did you mean ${closest}? ` : '';
    throw new InvalidInput(
      `${JSON.stringify(name)} is no network plugin that is known here.`,
      `${hint}Write one of ${CNI_NAMES.join(', ')}.`,
    );
  }
  if (version === undefined) return PROFILES[name](CniVersion.NEWEST);
  const parsed = CniVersion.parse(name, version, NEWEST[name]?.join('.'));
  refuseUnknown(name, version, parsed);
  return PROFILES[name](parsed);
}

function refuseUnknown(name: CniName, text: string, version: CniVersion): void {
  const newest = NEWEST[name];
  if (!newest || !version.isAfter(...newest)) return;
  const known = `${name}@${newest.join('.')}`;
  throw new InvalidInput(
    `${JSON.stringify(`${name}@${text}`)} is no release this version of the library knows.`,
    `Write one up to ${known}, or ${name} alone for the newest that is known.`,
  );
}

function isKnown(name: string): name is CniName {
  return Object.hasOwn(PROFILES, name);
}
