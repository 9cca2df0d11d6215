import { Cidr } from '../../../model/cidr';
import { PolicyType } from '../../../model/network-policy';
import { CniProfile, Support } from '../../../platform/cni-profiles/cni-capability';
import { KnownRanges } from '../../facts/cluster-ranges';
import { PolicyRule } from '../../facts/lint-rule';
import { Block, blocksOf, isWholeFamily } from '../../facts/peers-and-ports';

/** A block that names nodes or pods of the cluster, on a plugin whose blocks match none. */
export const cniBlockWithoutEffect: PolicyRule = {
  id: 'cni-block-without-effect',
  severity: 'error',
  info: 'A block names nodes or pods of the cluster, which no block matches on this network plugin.',
  why: 'Such plugins know pods and nodes by identity and not by address. The rule opens nothing: operators do not reach the API server, webhooks are not called.',
  fix: 'Select pods by label. For nodes and the API server write a policy of the plugin itself: on Cilium a CiliumNetworkPolicy with toEntities or fromEntities [kube-apiserver], [host] or [remote-node].',
  needs: ['cni', 'ranges'],
  checkPolicy({ rules }, report, { cni, ranges }) {
    const places = placesOf(ranges, cni!);
    for (const rule of rules) {
      for (const block of blocksOf(rule)) {
        const place = rule.inEffect && !isWholeFamily(block) && places.find((one) => isAbout(block, one));
        if (!place) continue;
        const text = block.cidr.toString();
        const field = [...block.path, 'cidr'];
        if (place.matched === 'unknown') {
          report({
            field,
            severity: 'info',
            message: `${text} names ${place.name}, and nobody knows whether a block matches those on ${cni!.title}.`,
            fix: 'Try it on the cluster before you rely on it.',
          });
        } else if (place.ranges.some((range) => range.contains(block.cidr))) {
          report({
            field,
            message: `${text} names ${place.name}, which no block matches on ${cni!.title}.`,
            fix: place.fix(rule.direction),
          });
        } else {
          report({
            field,
            severity: 'info',
            message: `${text} holds ${place.name}, which no block matches on ${cni!.title}.`,
          });
        }
      }
    }
  },
};

/** Addresses of the cluster that a plugin may not match by block. */
interface Place {
  readonly name: string;
  readonly ranges: readonly Cidr[];
  readonly matched: Support;
  readonly fix: (direction: PolicyType) => string | undefined;
}

function placesOf(known: KnownRanges, { ipBlockMatchesNodes, ipBlockMatchesPods }: CniProfile): Place[] {
  const places: Place[] = [
    {
      name: 'the API server, which runs on nodes',
      ranges: known.apiServerOnNodes,
      matched: ipBlockMatchesNodes.support,
      fix: (direction) =>
        `Write a policy of the network plugin: on Cilium a CiliumNetworkPolicy with ${direction === PolicyType.EGRESS ? 'toEntities' : 'fromEntities'}: [kube-apiserver]. Or set policy-cidr-match-mode to nodes, and say so: Cni.cilium('1.17', { cidrMatchesNodes: true }).`,
    },
    { name: 'nodes', ranges: known.nodes, matched: ipBlockMatchesNodes.support, fix: () => undefined },
    {
      name: 'pods',
      ranges: known.pods,
      matched: ipBlockMatchesPods.support,
      fix: () => 'Select the pods by label.',
    },
  ];
  return places.filter(({ matched }) => matched === 'no' || matched === 'unknown');
}

function isAbout({ cidr, except }: Block, { ranges }: Place): boolean {
  return ranges.some(
    (range) => (range.contains(cidr) || cidr.contains(range)) && !except.some((hole) => hole.contains(range)),
  );
}
