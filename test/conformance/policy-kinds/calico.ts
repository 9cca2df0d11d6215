import { expect, test } from 'vitest';
import { readTable, type KindObject } from './cases';
import type { Family } from './family';
import { judgeCalicoCompanion } from '../../../src/policy-kinds/calico/validate-companion';
import { judgeCalicoPolicy } from '../../../src/policy-kinds/calico/validate-policy';

const BY_PACKET = 'the sides differ in ICMP or in source ports only, which the relation of connections leaves out';
const REFUSED = 'nets of two families, or without the length of a prefix: Calico refuses the policies, as 2.3 says';

export const CALICO: Family = {
  name: 'Calico',
  group: 'projectcalico.org',
  families: ['calico'],
  options: () => ({ ipBlockMatchesPods: 'never' }),
  // np-guard names policies as no API server would let anybody: testcase5-denyFirst.
  correct: (object) => ({ ...object, metadata: { ...object.metadata, name: object.metadata.name.toLowerCase() } }),
  exceptions: {
    'nca-testcase14-icmp-icmp-no-type-no-contained-in-icmp-limited': BY_PACKET,
    'nca-testcase14-icmp-non-equiv-only-between-namespaces-match-also-within-default': BY_PACKET,
    'nca-testcase15-ports-equiv-new-tcp-101-104-ver2': BY_PACKET,
    'nca-testcase15-ports-equiv-new-tcp-rectangles-test': BY_PACKET,
    'nca-testcase16-nets-no-equiv-all-range-with-almost-all-with-deny': REFUSED,
    'nca-testcase16-nets-no-equiv-all-range-with-almost-all-with-deny-ipv6': REFUSED,
    'nca-testcase16-nets-contained-no-fields-all-range': REFUSED,
    'nca-testcase16-nets-no-contained-all-range-no-field': REFUSED,
  },
  more(path) {
    interface Row {
      id: string;
      type: string;
      object: KindObject;
      valid: boolean;
    }
    const rows = readTable<Row>(path, 'calico-validation');

    test('objects are taken or refused as by the validators of Calico', () => {
      const differing = rows.filter(({ type, object, valid }) => {
        const problems = judge(wrapped(type, object)).filter(({ severity }) => severity === 'error');
        return (problems.length === 0) !== valid;
      });
      expect(rows).toHaveLength(176);
      expect(differing.map(({ id, object }) => `${id} ${JSON.stringify(object)}`)).toEqual([]);
    });
  },
};

function judge(object: KindObject) {
  const isPolicy = object.kind.endsWith('NetworkPolicy');
  return isPolicy ? judgeCalicoPolicy(object).problems : judgeCalicoCompanion(object);
}

/** Some rows are about a part of an object. */
function wrapped(type: string, object: object): KindObject {
  const around = (kind: string, spec: object): KindObject =>
    ({ apiVersion: 'projectcalico.org/v3', kind, metadata: { name: 'x', namespace: 'y' }, spec }) as KindObject;
  const rule = (own: object) => around('NetworkPolicy', { ingress: [{ action: 'Allow', ...own }] });
  switch (type) {
    case 'Rule':
      return rule(object);
    case 'EntityRule':
      return rule({ source: object });
    case 'ICMPFields':
      return rule({ protocol: 'ICMP', icmp: object });
    case 'HTTPMatch':
      return rule({ http: object });
    case 'HostEndpointSpec':
    case 'NetworkSetSpec':
    case 'GlobalNetworkSetSpec':
      return around(type.slice(0, -'Spec'.length), object);
    default:
      return object as KindObject;
  }
}
