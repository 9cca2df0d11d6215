import { RulePorts } from './rule-ports';
import { ManifestDocument } from '../../manifests/manifest-document';
import { AddressSet } from '../../model/address-set';
import { PolicyType } from '../../model/network-policy';
import { Selector } from '../sets/selector-table';

/** A NetworkPolicy with defaults filled in and selectors interned, ready to be asked. */
export interface CompiledPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly subject: Selector;
  /** The rules of each direction that the policy isolates; undefined for a direction that it leaves alone. */
  readonly rules: Readonly<Record<PolicyType, readonly CompiledRule[] | undefined>>;
  readonly document: ManifestDocument;
}

export interface CompiledRule {
  /** Undefined for everyone. */
  readonly peers: readonly CompiledPeer[] | undefined;
  readonly ports: RulePorts;
}

export type CompiledPeer = PodsPeer | BlockPeer;

export interface PodsPeer {
  readonly kind: 'pods';
  /** Undefined for the policy's own namespace. */
  readonly namespaces: Selector | undefined;
  readonly pods: Selector;
}

export interface BlockPeer {
  readonly kind: 'block';
  readonly addresses: AddressSet;
  /** Equal for equal blocks. */
  readonly key: string;
}
