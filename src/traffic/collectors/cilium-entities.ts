import { EndRole } from '../record/end';

/** Cilium's reserved identities by number, for flows without labels. */
export const RESERVED: ReadonlyMap<number, string> = new Map([
  [1, 'host'],
  [2, 'world'],
  [3, 'unmanaged'],
  [4, 'health'],
  [5, 'init'],
  [6, 'remote-node'],
  [7, 'kube-apiserver'],
  [8, 'ingress'],
  [9, 'world'],
  [10, 'world'],
]);

/** What stands behind each of Cilium's entities. An API server is on a node, unless more is known of it. */
export const ENTITY_ROLES: ReadonlyMap<string, EndRole> = new Map([
  ['host', 'node'],
  ['remote-node', 'node'],
  ['kube-apiserver', 'node'],
  ['health', 'node'],
  ['world', 'external'],
  ['world-ipv4', 'external'],
  ['world-ipv6', 'external'],
  ['ingress', 'loadBalancer'],
  ['unmanaged', 'unknown'],
  ['init', 'unknown'],
]);
