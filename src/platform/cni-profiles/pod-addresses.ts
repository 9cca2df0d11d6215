import { Capability, inferred, yes } from './cni-capability';

/**
 * For plugins that pass the end-to-end tests of Kubernetes, whose CIDR tests use the addresses of pods, and that no
 * source names as an exception.
 */
export const MATCHES_POD_ADDRESSES: Capability = inferred(
  yes(
    'the end-to-end tests of Kubernetes ask for it',
    'kubernetes/kubernetes:test/e2e/network/netpol/network_policy.go',
  ),
);
