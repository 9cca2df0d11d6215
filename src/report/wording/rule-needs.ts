import { RuleNeed } from '../../lint/facts/lint-context';

/** What a rule needs to speak, in words; all but the plugin comes from the input or from the settings. */
export const NEED_WORDS: Readonly<Record<RuleNeed, string>> = {
  workloads: 'workloads',
  namespaces: 'Namespace objects or workloads',
  otherNamespaces: 'Namespace objects of namespaces other than that of the policy',
  services: 'Services',
  podAddresses: 'addresses of pods',
  serviceAddresses: 'addresses of Services',
  ranges: 'ranges of nodes, pods or the API server',
  cni: 'the network plugin (--cni)',
};
