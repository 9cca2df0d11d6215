import { FieldPath } from '../../../model/kubernetes-object';
import { Protocol } from '../../../model/protocol';
import { CniProfile } from '../../../platform/cni-profiles/cni-capability';
import { PolicyRule } from '../../facts/lint-rule';
import { DirectedRule } from '../../facts/linted-policy';
import { blocksOf } from '../../facts/peers-and-ports';

type Feature = 'endPort' | 'namedPorts' | 'sctp' | 'except' | 'ipv6';

/** Something of the API of which nobody knows whether the plugin does it. */
export const cniSupportUnknown: PolicyRule = {
  id: 'cni-support-unknown',
  severity: 'info',
  info: 'The policy uses something of which no source says whether the network plugin does it.',
  why: 'Plugins have ignored parts of the API silently. What is not known here may open more, or less, than is written.',
  fix: 'Try it on the cluster, or write it without: ports by number and one by one, blocks without except.',
  needs: ['cni'],
  checkPolicy({ rules }, report, { cni }) {
    const said = new Set<Feature>();
    for (const rule of rules) {
      for (const [feature, field] of usesOf(rule)) {
        if (said.has(feature) || !isUnknown(cni!, feature)) continue;
        said.add(feature);
        report({ field, message: `No source says whether ${cni!.title} supports ${NAMES[feature]}.` });
      }
    }
  },
};

const NAMES: Readonly<Record<Feature, string>> = {
  endPort: 'port ranges (endPort)',
  namedPorts: 'ports by name',
  sctp: 'SCTP',
  except: 'except',
  ipv6: 'IPv6',
};

function isUnknown(cni: CniProfile, feature: Feature): boolean {
  return cni[feature].support === 'unknown';
}

function usesOf(rule: DirectedRule): (readonly [Feature, FieldPath])[] {
  const ports = rule.ports.flatMap(({ port, endPort, protocol }, index) => {
    const path = [...rule.path, 'ports', index];
    return [
      ...(endPort === undefined ? [] : [['endPort', [...path, 'endPort']] as const]),
      ...(typeof port === 'string' ? [['namedPorts', [...path, 'port']] as const] : []),
      ...(protocol === Protocol.SCTP ? [['sctp', [...path, 'protocol']] as const] : []),
    ];
  });
  const blocks = blocksOf(rule).flatMap(({ path, except, family }) => [
    ...(except.length === 0 ? [] : [['except', [...path, 'except']] as const]),
    ...(family === 6 ? [['ipv6', [...path, 'cidr']] as const] : []),
  ]);
  return [...ports, ...blocks];
}
