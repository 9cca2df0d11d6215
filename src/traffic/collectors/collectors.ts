import { ANTREA_FLOWS, ANTREA_NP } from './antrea';
import { AWS_AGENT, AWS_CLOUDWATCH, AWS_CLOUDWATCH_EVENTS } from './aws-agent';
import { AWS_VPC } from './aws-vpc';
import { AZURE } from './azure-nsg';
import { CALICO } from './calico';
import { CALICO_EBPF } from './calico-ebpf';
import { Collector } from './collector';
import { CONNTRACK } from './conntrack';
import { GCP_VPC, GKE } from './gcp';
import { GENERIC, GENERIC_JSON } from './generic';
import { HUBBLE } from './hubble';
import { HUBBLE_COMPACT } from './hubble-compact';
import { NETPOL } from './netpol';
import { OVN } from './ovn';

/** Every collector. Where a line could be of several, the earlier one here counts. */
export const COLLECTORS: readonly Collector[] = [
  NETPOL,
  HUBBLE,
  HUBBLE_COMPACT,
  CALICO,
  CALICO_EBPF,
  AWS_AGENT,
  AWS_CLOUDWATCH,
  AWS_CLOUDWATCH_EVENTS,
  AWS_VPC,
  AZURE,
  GKE,
  GCP_VPC,
  OVN,
  ANTREA_NP,
  ANTREA_FLOWS,
  CONNTRACK,
  GENERIC,
  GENERIC_JSON,
];
