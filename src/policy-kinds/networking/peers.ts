import { CidrContext, validateIpBlock } from './ip-blocks';
import { FieldPath } from '../../model/kubernetes-object';
import { NetworkPolicyPeerSpec } from '../../model/network-policy';
import { ApiProblems } from '../../validation/api-problem';
import { SelectorOptions, validateSelector } from '../../validation/selectors';

/** One entry of `from` or `to`. */
export function validatePeer(
  peer: NetworkPolicyPeerSpec,
  path: FieldPath,
  problems: ApiProblems,
  context: CidrContext & SelectorOptions,
): void {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  validateSelector(podSelector, [...path, 'podSelector'], problems, context);
  validateSelector(namespaceSelector, [...path, 'namespaceSelector'], problems, context);
  if (ipBlock) validateIpBlock(ipBlock, [...path, 'ipBlock'], problems, context);
  if (!podSelector && !namespaceSelector && !ipBlock) {
    const fix = 'Write podSelector, namespaceSelector or ipBlock; podSelector: {} means every pod of the namespace.';
    problems.required(path, 'The peer says nothing.', fix);
  } else if (ipBlock && (podSelector || namespaceSelector)) {
    const fix = 'Make two peers of it: a dash before ipBlock, and a dash before the selectors.';
    problems.add('Forbidden', path, 'A peer is either an ipBlock or selectors, not both.', fix);
  }
}
