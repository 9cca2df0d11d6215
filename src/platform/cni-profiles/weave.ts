import { AS_THE_API, NOTHING_WIDER } from './as-the-api';
import { CniProfile, UNKNOWN, inferred, no, partly, yes } from './cni-capability';

/** Weave Net, which is archived. */
export function weave(): CniProfile {
  return {
    ...AS_THE_API,
    ...NOTHING_WIDER,
    name: 'weave',
    title: 'Weave Net',
    facts: 'the archived repository, November 2022',
    source: 'weaveworks/weave:npc/analysis.go',
    ipBlock: partly('in ingress only useful where externalTrafficPolicy is Local'),
    endPort: no('its copy of the API does not know it: only the first port is open'),
    namedPorts: {
      support: 'no',
      effect: 'drops-policy',
      note: 'one port by name, and the whole policy is dropped, which leaves the pods open',
    },
    sctp: UNKNOWN,
    ipv6: inferred(no()),
    ipBlockMatchesPods: UNKNOWN,
    ipBlockMatchesNodes: UNKNOWN,
    hostNetworkSubject: no(),
    hostNetworkPeer: no('their traffic has the address of the node'),
    self: UNKNOWN,
    selfThroughService: UNKNOWN,
    nodeToPod: UNKNOWN,
    podToOwnNode: UNKNOWN,
    judgesPodBehindService: UNKNOWN,
    audit: no('there is no dry run'),
    enforces: yes('multicast is always let through'),
  };
}
