import { expect, test } from 'vitest';
import { readCase, readTable, type KindCase, type KindObject } from './cases';
import type { Family } from './family';
import { refOf, type RowJudge } from './rows';
import { checkManifests } from '../../../src/lint/check-manifests';
import { plainDocuments } from '../../../src/manifests/plain-document';
import {
  ADMIN_NETWORK_POLICY_DIALECT,
  BASELINE_ADMIN_NETWORK_POLICY_DIALECT,
  CLUSTER_NETWORK_POLICY_DIALECT,
} from '../../../src/policy-kinds/network-policy-api/dialects';
import { judgePolicy } from '../../../src/policy-kinds/network-policy-api/validate-policy';
import { isRefusal } from '../../../src/validation/custom-resource';
import { readCluster } from '../../naive/cluster';
import type { Protocol } from '../../naive/kubernetes';
import { verdictIn } from '../../naive/naive';
import { POLICY_API, throughPolicyApi, type PolicyApiPolicy } from '../../naive/policy-api';
import { withWorkloadPods } from '../../naive/workload-pods';
import { engineSubject } from '../engine-subject';
import { contradictions, type Place } from '../np-guard/connections';
import { boundaryAddresses, boundaryPorts, workloadsOf } from '../np-guard/questions';
import { canonicalLines } from '../np-guard/relation';
import type { Connection, PortRange, RelationEnd } from '../subject';

/** The naive evaluator of the kind; it answers for whole connections. */
const byNaive: RowJudge = {
  name: 'naive evaluator',
  load(objects, { ipBlockMatchesPods }) {
    const cluster = readCluster(withWorkloadPods(objects));
    const policies = objects.filter(({ apiVersion }) =>
      apiVersion.startsWith(POLICY_API),
    ) as unknown as PolicyApiPolicy[];
    return (row) => {
      if (row.direction) return row.verdict;
      const query = { from: refOf(row.from), to: refOf(row.to), protocol: row.protocol as Protocol, port: row.port! };
      const options = {
        ipBlockMatchesPods: ipBlockMatchesPods === 'known-ips' ? ipBlockMatchesPods : ('never' as const),
      };
      return verdictIn(cluster, query, options, throughPolicyApi(policies));
    };
  },
};

/** np-guard lets networks never meet pods. */
const AS_NP_GUARD = { ipBlockMatchesPods: 'never', networksMatchPods: false } as const;

interface ConnectionList {
  expected: { from: string; to: string; conn: 'ALL' | Record<string, [number, number][]> }[];
}

function connectionsIn(one: KindCase): Connection[] {
  return readCase<ConnectionList>(one).expected.map(({ from, to, conn }) => {
    const all = { TCP: [[1, 65535]], UDP: [[1, 65535]], SCTP: [[1, 65535]] };
    const ports = Object.entries(conn === 'ALL' ? all : conn).flatMap(([protocol, ranges]) =>
      ranges.map(([first, last]): PortRange => ({ protocol: protocol as Protocol, from: first!, to: last! })),
    );
    return { from: endOf(from), to: endOf(to), ports };
  });
}

function endOf(text: string): RelationEnd {
  const external = /^([\d.]+)-([\d.]+)\[External\]$/.exec(text);
  return external ? { first: external[1]!, last: external[2]! } : { workload: text };
}

/** np-guard takes `pods` with one selector for one of all pods, or of all namespaces; the API server refuses it. */
function withBothSelectors(objects: KindObject[]): KindObject[] {
  return JSON.parse(JSON.stringify(objects), (key, value: unknown) =>
    key === 'pods' && value !== null && typeof value === 'object'
      ? { namespaceSelector: {}, podSelector: {}, ...value }
      : value,
  ) as KindObject[];
}

interface TableRow {
  name: string;
  kind: string;
  object: KindObject;
  valid: { standard: boolean; experimental: boolean };
  field: string | null;
  unknownFields: { standard: string[]; experimental: string[] };
}

const DIALECTS = [CLUSTER_NETWORK_POLICY_DIALECT, ADMIN_NETWORK_POLICY_DIALECT, BASELINE_ADMIN_NETWORK_POLICY_DIALECT];

/** What np-guard refuses and the API leaves undefined: what is answered there is the kind's own test to say. */
const NO_REFUSAL = ['same-priority', 'second-banp'];

export const NETWORK_POLICY_API: Family = {
  name: 'policy.networking.k8s.io',
  group: POLICY_API,
  families: ['clusternetworkpolicy', 'anp-banp'],
  judges: [byNaive],
  options: () => ({ ipBlockMatchesPods: 'never' }),
  exceptions: {},
  more(path, cases) {
    const lists = cases.filter(({ kind }) => kind === 'connlist');
    test.each(lists)('connections: $id', (one) => {
      const objects = withBothSelectors(one.objects);
      const expected = connectionsIn(one);
      const loaded = engineSubject.load(objects, AS_NP_GUARD);
      const leftOut = new Set<string>();
      expect(canonicalLines(loaded.relation!(), leftOut)).toEqual(canonicalLines(expected, leftOut));
      const ends = expected.flatMap(({ from, to }) => [from, to]);
      const addresses = boundaryAddresses(objects, ends).map((ip) => ({ ip }));
      const places: Place[] = [...workloadsOf(objects), ...addresses];
      const space = {
        places,
        ports: boundaryPorts(
          objects,
          expected.flatMap(({ ports }) => ports),
        ),
      };
      // np-guard passes over peers that are nodes; without Node objects, what hangs on them is undefined.
      const hasNodes = JSON.stringify(objects).includes('"nodes":');
      const contradicted = contradictions(loaded, expected, space, 60);
      expect(contradicted.filter((line) => !(hasNodes && line.includes(': undefined,')))).toEqual([]);
    });

    test.each(cases.filter(({ kind }) => kind === 'invalid-input'))('refused: $id', (one) => {
      const { expectError } = readCase<{ expectError: string }>(one);
      const { findings } = checkManifests([...plainDocuments(one.objects)]);
      const refusals = findings.filter(({ rule, severity }) => rule === 'api-validation' && severity === 'error');
      if (NO_REFUSAL.includes(expectError)) expect(findings.map(({ rule }) => rule)).not.toEqual([]);
      else expect(refusals).not.toEqual([]);
    });

    const rows = readTable<TableRow>(path, 'policy-api-validation');
    test.each(rows.flatMap((row) => (['standard', 'experimental'] as const).map((channel) => ({ ...row, channel }))))(
      'validation in the $channel channel: $name',
      ({ kind, object, valid, field, unknownFields, channel }) => {
        const dialect = DIALECTS.find((one) => one.kind === kind)!;
        const { problems } = judgePolicy(dialect, object, { channel });
        const refusals = problems.filter(isRefusal);
        expect(refusals.length === 0).toBe(valid[channel]);
        const unknown = problems.filter(({ type }) => type === 'UnknownField').map(({ path: at }) => textOf(at));
        expect(unknown).toEqual(unknownFields[channel].map((name) => name.replace(/^\./, '')));
        if (!valid[channel] && field && unknown.length === 0) {
          expect(refusals.map(({ path: at }) => textOf(at)).some((at) => at.endsWith(field.replace('…', '')))).toBe(
            true,
          );
        }
      },
    );
  },
};

function textOf(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}
