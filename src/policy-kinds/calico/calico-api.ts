/** The two groups in which Calico's kinds are served: validated, and as they are stored. */
export const CALICO_API_VERSION = 'projectcalico.org/v3';
export const CALICO_STORAGE_VERSION = 'crd.projectcalico.org/v1';
export const CALICO_API_VERSIONS: readonly string[] = [CALICO_API_VERSION, CALICO_STORAGE_VERSION];

/**
 * What policies look like once they are decoded and found valid.
 *
 * Source: projectcalico/calico@87c1590, api/pkg/apis/projectcalico/v3/{networkpolicy,globalnetworkpolicy,policy_common}.go
 */
export interface CalicoPolicySpec {
  readonly tier?: string;
  readonly order?: number;
  readonly selector?: string;
  readonly namespaceSelector?: string;
  readonly serviceAccountSelector?: string;
  readonly types?: readonly string[];
  readonly ingress?: readonly CalicoRule[];
  readonly egress?: readonly CalicoRule[];
  readonly doNotTrack?: boolean;
  readonly preDNAT?: boolean;
  readonly applyOnForward?: boolean;
}

export interface CalicoRule {
  readonly action: string;
  readonly ipVersion?: number;
  readonly protocol?: string | number;
  readonly notProtocol?: string | number;
  readonly icmp?: CalicoIcmp;
  readonly notICMP?: CalicoIcmp;
  readonly source?: CalicoEntity;
  readonly destination?: CalicoEntity;
  readonly http?: CalicoHttp;
}

export interface CalicoIcmp {
  readonly type?: number;
  readonly code?: number;
}

export interface CalicoHttp {
  readonly methods?: readonly string[];
  readonly paths?: readonly { readonly exact?: string; readonly prefix?: string }[];
}

export interface CalicoEntity {
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly ports?: readonly (string | number)[];
  readonly notPorts?: readonly (string | number)[];
  readonly serviceAccounts?: { readonly names?: readonly string[]; readonly selector?: string };
  readonly services?: { readonly name?: string; readonly namespace?: string };
}

/** The directions that a policy is about. */
export function typesOf({ types, ingress = [], egress = [] }: CalicoPolicySpec): readonly string[] {
  if (types && types.length > 0) return types;
  if (egress.length === 0) return ['Ingress'];
  return ingress.length === 0 ? ['Egress'] : ['Ingress', 'Egress'];
}
