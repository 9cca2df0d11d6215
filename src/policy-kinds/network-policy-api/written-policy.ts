import { KubernetesObject } from '../../model/kubernetes-object';
import { LabelSelectorSpec } from '../../model/network-policy';

/** Policies of the API group as their authors write them, in either of its versions. */

export interface PolicyApiObject extends KubernetesObject {
  readonly spec: PolicyApiSpec;
}

export interface PolicyApiSpec {
  readonly tier?: string;
  readonly priority?: number;
  readonly subject: PolicyApiSelection;
  readonly ingress?: readonly PolicyApiRule[];
  readonly egress?: readonly PolicyApiRule[];
}

/** Whole namespaces, or some of their pods. */
export interface PolicyApiSelection {
  readonly namespaces?: LabelSelectorSpec;
  readonly pods?: {
    readonly namespaceSelector?: LabelSelectorSpec;
    readonly podSelector?: LabelSelectorSpec;
  };
}

export interface PolicyApiRule {
  readonly name?: string;
  readonly action: string;
  readonly from?: readonly PolicyApiPeer[];
  readonly to?: readonly PolicyApiPeer[];
  /** v1alpha2 */
  readonly protocols?: readonly PolicyApiProtocol[];
  /** v1alpha1 */
  readonly ports?: readonly PolicyApiPort[];
}

export interface PolicyApiPeer extends PolicyApiSelection {
  readonly networks?: readonly string[];
  readonly nodes?: LabelSelectorSpec;
  readonly domainNames?: readonly string[];
}

export interface PolicyApiProtocol {
  readonly tcp?: PortsOfProtocol;
  readonly udp?: PortsOfProtocol;
  readonly sctp?: PortsOfProtocol;
  readonly destinationNamedPort?: string;
}

interface PortsOfProtocol {
  readonly destinationPort?: {
    readonly number?: number;
    readonly range?: { readonly start: number; readonly end: number };
  };
}

export interface PolicyApiPort {
  readonly portNumber?: { readonly protocol?: string; readonly port: number };
  readonly portRange?: { readonly protocol?: string; readonly start: number; readonly end: number };
  readonly namedPort?: string;
}

/** The rules of a direction; none where the list is missing. */
export function rulesOf(spec: PolicyApiSpec, direction: 'ingress' | 'egress'): readonly PolicyApiRule[] {
  return spec[direction] ?? [];
}
