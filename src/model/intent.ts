import { Cidr } from './cidr';
import { Governance } from './governance';
import { LabelSelector } from './label-selector';
import { PolicyType } from './network-policy';
import { Port } from './port';

/**
 * What a program means before it becomes objects: who is isolated, and who may talk to whom. Rendering turns intents
 * into NetworkPolicy objects; another rendering could turn the same intents into another policy kind.
 */
export type Intent = IsolateIntent | AllowIntent;

/** The pods of one namespace that an intent is about. */
export interface Subject {
  /** The name of the subject in policy names: its workload, or `all-pods`. */
  readonly name: string;
  readonly namespace: string;
  readonly pods: LabelSelector;
}

/** From here on the subject's traffic in these directions needs an allow. */
export interface IsolateIntent extends IntentOrigin {
  readonly kind: 'isolate';
  readonly subject: Subject;
  readonly directions: readonly PolicyType[];
}

/** The subject may talk with these peers, on these ports, in one direction. It isolates the subject there too. */
export interface AllowIntent extends IntentOrigin {
  readonly kind: 'allow';
  readonly subject: Subject;
  readonly direction: PolicyType;
  readonly peers: readonly IntentPeer[] | typeof ANY_PEER;
  readonly ports: readonly Port[] | typeof ALL_PORTS;
}

/** Where an intent comes from, and what stands beside its meaning. */
export interface IntentOrigin {
  /** The name its policy takes when it is rendered alone. */
  readonly policyName: string;
  /**
   * Intents of one topic and one subject say parts of the same thing and may share a policy.
   *
   * @default - the direction and peers of an allow, the directions of an isolation
   */
  readonly topic?: string;
  readonly governance: Governance;
  /** The path of the construct that declared it. */
  readonly declaredBy: string;
}

/** Everyone, in the cluster or outside. */
export const ANY_PEER = 'any peer';
/** Every port of every protocol. */
export const ALL_PORTS = 'all ports';

/** One end of an allow that is not its subject. */
export type IntentPeer = PodsPeer | AddressesPeer;

/** Pods by label, in one namespace by name or in all that a selector matches. */
export interface PodsPeer {
  readonly kind: 'pods';
  readonly namespaces: string | LabelSelector;
  readonly pods: LabelSelector;
}

/** Addresses of one block with holes. */
export interface AddressesPeer {
  readonly kind: 'addresses';
  readonly block: Cidr;
  readonly except: readonly Cidr[];
}

/** The name of a subject that is every pod of a namespace. */
export const ALL_PODS_NAME = 'all-pods';
