import { CoreCapabilities, WiderCapabilities, inferred, no, yes } from './cni-capability';

/** A plugin that does all that the API offers, which profiles then correct. */
export const AS_THE_API: CoreCapabilities = {
  enforces: yes(),
  ingress: yes(),
  egress: yes(),
  ipBlock: yes(),
  except: yes(),
  endPort: yes(),
  namedPorts: yes(),
  sctp: yes(),
  namespaceExpressions: yes(),
  ipv6: yes(),
  // Nobody says so, but nobody names the plugin among the exceptions either.
  portlessEntries: inferred(yes()),
  barePods: inferred(yes()),
  portsPerBlock: inferred(yes()),
  blocksPerPolicy: inferred(yes()),
};

/** A plugin that does nothing beyond NetworkPolicy v1. */
export const NOTHING_WIDER: WiderCapabilities = {
  adminNetworkPolicy: no(),
  clusterNetworkPolicy: no(),
  audit: no(),
  dnsNames: no(),
  layer7: no(),
};
