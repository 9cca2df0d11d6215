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

export const CNI_NAMES = Object.keys(PROFILES) as readonly CniName[];

/**
 * What is known about a network plugin, written `calico` or `cilium@1.15`. Without a version, its newest one is meant.
 *
 * @throws InvalidInput for a plugin that is not known, or a version that is none
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
  return PROFILES[name](version === undefined ? CniVersion.NEWEST : CniVersion.parse(name, version));
}

function isKnown(name: string): name is CniName {
  return Object.hasOwn(PROFILES, name);
}
