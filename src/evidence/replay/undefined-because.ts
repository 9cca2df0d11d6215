import { UndefinedReason } from '../../reachability/question/flow';

/** Why a verdict is undefined, as a part of a sentence that names no ends. */
export const UNDEFINED_BECAUSE: Readonly<Record<UndefinedReason, string>> = {
  [UndefinedReason.HOST_NETWORK_SUBJECT]: 'what policies do to pods with hostNetwork is left to the network plugin',
  [UndefinedReason.HOST_NETWORK_PEER]:
    'the other end has hostNetwork, and whether a selector matches it is left to the network plugin',
  [UndefinedReason.TO_OWN_NODE]: 'it goes to the own node, which network plugins treat differently',
  [UndefinedReason.IP_BLOCK_PEER]: 'only a block holds the other end, and nobody knows whether blocks match it',
  [UndefinedReason.UNCERTAIN_RULES]: 'nobody knows which of the rules counts first, or whether they match',
  [UndefinedReason.OTHER_POLICY]: 'a policy of a kind that is not analysed could decide it',
  [UndefinedReason.LABEL_UNKNOWN]: 'it hangs on a label that a controller writes and whose value nobody knows',
  [UndefinedReason.IPV6]: 'how far the network plugin enforces policies on IPv6 is not known',
  [UndefinedReason.SERVICE_ADDRESS]:
    'whether the rules let it through to the address of the Service is left to the network plugin',
};
