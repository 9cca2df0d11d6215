import { PolicyType } from '../../../model/network-policy';
import { isApiServerService } from '../../facts/api-server-addresses';
import { LintContext } from '../../facts/lint-context';
import { PolicyRule } from '../../facts/lint-rule';
import { addressesOf, blocksOf, isWholeFamily } from '../../facts/peers-and-ports';

/** An ipBlock holds cluster addresses of Services. */
export const ipBlockCoversServices: PolicyRule = {
  id: 'ip-block-covers-services',
  severity: 'info',
  info: 'An ipBlock holds cluster addresses of Services.',
  why: 'The address of a Service is turned into that of a pod before the policy looks, so on nearly every network plugin the block never matches.',
  fix: 'Select the pods behind the Service by label, with their container port.',
  needs: ['serviceAddresses'],
  checkPolicy({ rules }, report, context) {
    const { addressesOfServices, cni } = context;
    for (const rule of rules) {
      for (const block of blocksOf(rule)) {
        // "Everywhere" was not meant to name them.
        if (isWholeFamily(block) || !rule.inEffect) continue;
        // Where the plugin judges the address of the Service, egress needs the block.
        if (rule.direction === PolicyType.EGRESS && cni?.judgesPodBehindService.support === 'no') continue;
        const covered = addressesOf(block);
        const inside = addressesOfServices.find(({ address }) => covered.has(address));
        if (!inside) continue;
        const message = `${block.cidr.toString()} holds ${inside.text}, the address of Service ${inside.owner}.`;
        const fix = isApiServerService(inside.owner)
          ? apiServerFix(context)
          : inside.selectsPods
            ? undefined
            : `The Service selects no pods: allow the addresses of its EndpointSlices, with their port.`;
        report({ field: [...block.path, 'cidr'], message, fix });
      }
    }
  },
};

/** The API server is no pod, so what stands behind its Service is addresses. */
function apiServerFix({ apiServerEndpoints: endpoints }: LintContext): string {
  if (endpoints.length === 0) {
    return 'Allow the addresses and the port of its EndpointSlice: kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes.';
  }
  const places = endpoints.map(({ address, port }) => [address, ...(port ? [`port ${port}`] : [])].join(' on '));
  return `No pods stand behind this Service. Allow the addresses of its EndpointSlice: ${places.join(', ')}.`;
}
