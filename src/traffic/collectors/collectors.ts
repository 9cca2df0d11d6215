import { ANTREA_FLOWS, ANTREA_NP } from './antrea';
import { AWS_AGENT, AWS_CLOUDWATCH, AWS_CLOUDWATCH_EVENTS } from './aws-agent';
import { AWS_VPC } from './aws-vpc';
import { AZURE } from './azure-nsg';
import { CALICO } from './calico';
import { CALICO_EBPF } from './calico-ebpf';
import { CILIUM_MONITOR } from './cilium-monitor';
import { Collector } from './collector';
import { CONNTRACK } from './conntrack';
import { ISTIO_JSON, ISTIO_TEXT } from './envoy-access';
import { GCP_VPC, GKE } from './gcp';
import { GENERIC, GENERIC_JSON } from './generic';
import { HUBBLE } from './hubble';
import { HUBBLE_COMPACT } from './hubble-compact';
import { INSPEKTOR_GADGET } from './inspektor-gadget';
import { KUBERNETES_EVENTS } from './kubernetes-events';
import { NETOBSERV } from './netobserv';
import { NETPOL } from './netpol';
import { OTTERIZE, OTTERIZE_JSON } from './otterize';
import { OVN } from './ovn';
import { BEYLA, CARETTA, WEAVE } from './pairs';
import { ZTUNNEL, ZTUNNEL_JSON } from './ztunnel';

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
  ISTIO_JSON,
  ISTIO_TEXT,
  ZTUNNEL,
  ZTUNNEL_JSON,
  INSPEKTOR_GADGET,
  NETOBSERV,
  BEYLA,
  CARETTA,
  WEAVE,
  OTTERIZE,
  OTTERIZE_JSON,
  KUBERNETES_EVENTS,
  CILIUM_MONITOR,
  GENERIC,
  GENERIC_JSON,
];
