import type { Command } from 'commander';
import { Option } from 'commander';

/** Options that every command takes which reads manifests. */
export interface CommonOptions {
  readonly format: string;
  readonly output?: string;
  readonly kubernetes?: string;
  readonly cni?: string;
  readonly platform?: string;
  readonly config?: string;
  readonly ipBlocksMatchPods?: 'never' | 'known-ips';
  readonly allowRefused?: boolean;
}

/** Adds the option of commands whose answers leave out what the API server refuses. */
export function addRefusedOption(command: Command): Command {
  return command.option(
    '--allow-refused',
    'answer with exit code 0 although policies are left out that the API server refuses',
  );
}

/** Written down, so that help comes without reading the facts; a test holds it against them. */
const NAMES = `
Names for --platform: aks, eks, gardener, gke, gke-dataplane-v1, k3s, kubeadm, openshift, rke2.
Names for --cni: antrea, aws-vpc-cni, azure-cilium, azure-npm, calico, canal, cilium, flannel, gke-dataplane-v2, kindnet,
kube-network-policies, kube-ovn, kube-router, ovn-kubernetes, weave.`;

const REPORT_FILE: readonly [flags: string, what: string] = [
  '--output <file>',
  'write the report to a file instead of stdout',
];

/**
 * Adds {@link CommonOptions} to a command that can print these formats, the first by default.
 *
 * @param output what `--output` means to a command that writes something else than its report
 */
export function addCommonOptions(
  command: Command,
  formats: readonly [string, ...string[]],
  output = REPORT_FILE,
): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print the report').choices(formats).default(formats[0]))
    .option(...output)
    .option('--kubernetes <version>', 'the Kubernetes version of the cluster, for example 1.34 (default: newest known)')
    .option('--cni <name[@version]>', 'the network plugin of the cluster, for example calico@3.30')
    .option('--platform <name>', 'the kind of cluster, for example eks: its DNS and its usual network plugin')
    .option(
      '--config <file>',
      'what the options above leave open, rules, files to ignore (default: netpol.yaml in the working directory, if there)',
    )
    .addOption(
      new Option(
        '--ip-blocks-match-pods <when>',
        'whether an ipBlock matches pods: plugins differ (default: what --cni or --platform does, else never)',
      ).choices(['never', 'known-ips']),
    )
    .addHelpText('after', NAMES);
}
