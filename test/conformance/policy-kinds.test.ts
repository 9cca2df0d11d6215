import { describeCorpus } from './corpus';
import { CALICO } from './policy-kinds/calico';
import { CILIUM } from './policy-kinds/cilium';
import { describeFamily } from './policy-kinds/family';
import { NETWORK_POLICY_API } from './policy-kinds/network-policy-api';

/** Kinds of policies beside NetworkPolicy: a file in `policy-kinds/` a family says what is special about its cases. */
describeCorpus('policy-kinds', (path) => {
  for (const family of [NETWORK_POLICY_API, CALICO, CILIUM]) describeFamily(path, family);
});
