import { cidrExpression } from './value-expressions';
import { Cidr } from '../../model/cidr';
import { tryParseIpAddress } from '../../model/ip-address';
import { CniProfile } from '../../platform/cni-profiles/cni-capability';
import { CniName } from '../../platform/cni-profiles/cni-profiles';
import { Platform } from '../../platform/platform';
import { Expression, call, list, literal, make, nameOf, record } from '../source/expression';
import { SourceFile } from '../source/source-file';

/** The file that everything else of a draft stands on. */
export const APP_FILE = 'app';
export const APP = nameOf(APP_FILE, 'app');
export const PLATFORM = nameOf(APP_FILE, 'platform');

/** The method of Platform that stands for a distribution. */
const PLATFORMS: { readonly [name: string]: string } = { 'gke-dataplane-v1': 'gke' };

const PLUGINS: { readonly [name in CniName]: string } = {
  antrea: 'antrea',
  'aws-vpc-cni': 'awsVpc',
  'azure-cilium': 'azureCilium',
  'azure-npm': 'azureNpm',
  calico: 'calico',
  canal: 'canal',
  cilium: 'cilium',
  flannel: 'flannel',
  'gke-dataplane-v2': 'gkeDataplaneV2',
  kindnet: 'kindnet',
  'kube-network-policies': 'kubeNetworkPolicies',
  'kube-ovn': 'kubeOvn',
  'kube-router': 'kubeRouter',
  'ovn-kubernetes': 'ovnKubernetes',
  weave: 'weave',
};

/** What is known of the cluster of a draft. */
export interface DraftCluster {
  /** @default - a cluster installed by kubeadm, which is said aloud */
  readonly platform?: Platform;
  /** @default - the usual one of the platform */
  readonly cni?: CniProfile;
  readonly cniVersion?: string;
  /** @default - the newest release that is known */
  readonly kubernetesVersion?: string;
  /** Addresses of the API server that manifests know. @default - those of the platform, if any */
  readonly apiServer?: readonly string[];
}

/** The platform as the draft writes it. */
export function platformExpression({
  platform,
  cni,
  cniVersion,
  kubernetesVersion,
  apiServer = [],
}: DraftCluster): Expression {
  const name = platform?.name ?? 'kubeadm';
  const ranges = (blocks: readonly Cidr[] | undefined) =>
    blocks?.length ? list(blocks.map((block) => cidrExpression(block.toString()))) : undefined;
  const isUsual = cni === undefined || platform?.cni?.name === cni.name;
  const version = cniVersion === undefined ? [] : [literal(cniVersion)];
  const options = record({
    cni: isUsual && version.length === 0 ? undefined : cni && call('Cni', PLUGINS[cni.name as CniName], ...version),
    kubernetesVersion: kubernetesVersion === undefined ? undefined : literal(kubernetesVersion),
    dataplaneV2: name === 'gke-dataplane-v1' ? literal(false) : undefined,
    apiServer:
      ranges(platform?.apiServer) ??
      ranges(apiServer.flatMap((text) => (tryParseIpAddress(text) ? Cidr.address(text) : []))),
    podCidrs: ranges(platform?.podCidrs),
    serviceCidrs: ranges(platform?.serviceCidrs),
    nodeCidrs: ranges(platform?.nodeCidrs),
  });
  const args = options.kind === 'record' && options.fields.length === 0 ? [] : [options];
  return call('Platform', PLATFORMS[name] ?? name, ...args);
}

/** The app, and what is known of the cluster. */
export function appFile(cluster: DraftCluster): SourceFile {
  const guessed = cluster.platform
    ? []
    : ['TODO(owner): no --platform was given, so that a cluster installed by kubeadm is assumed.'];
  return {
    path: APP_FILE,
    comment: [],
    constants: [
      { constant: APP.name, value: make('NetpolApp') },
      {
        constant: PLATFORM.name,
        value: platformExpression(cluster),
        comment: ['The facts about the cluster, from which DNS, scrapers and the like are known.', ...guessed],
      },
    ],
  };
}
