/**
 * A program of five tiers: two that are asked before NetworkPolicies and two behind, each with policies of the whole
 * cluster that allow, deny and pass, over the shape that Kubernetes is tested for. The kind is the bench's own, so that
 * it measures the engine and not a reader.
 */
import { SHAPES } from './shapes.mjs';

const API_VERSION = 'bench.example.com/v1';
/** NetworkPolicies stand between the second and the third. */
const RANKS = [10, 20, 2_000_000, 3_000_000];
const POLICIES = 10;

export function fiveTiers(scale) {
  return [...SHAPES['kubernetes-limit'](scale), ...RANKS.flatMap((rank) => policiesOf(rank))];
}

function policiesOf(rank) {
  return Array.from({ length: POLICIES }, (_, i) => ({
    apiVersion: API_VERSION,
    kind: 'BenchPolicy',
    metadata: { name: `tier-${rank}-${i}` },
    spec: {
      rank,
      order: i,
      namespaces: { matchLabels: { team: `team-${(i * 7 + rank) % 100}` } },
      pods: i % 2 === 0 ? {} : { matchLabels: { app: ['web', 'api', 'db'][i % 3] } },
      rules: [
        { action: 'pass', peers: { matchLabels: { team: `team-${i}` } }, port: 9090 },
        { action: 'allow', peers: { matchLabels: { team: `team-${i + 1}` } }, port: 8080 },
        { action: 'deny', peers: { matchExpressions: [{ key: 'team', operator: 'In', values: [`team-${i}`, 'team-99'] }] } },
      ],
    },
  }));
}

/** @param module finds the modules of the checkout under test */
export function benchKind(module) {
  const { PortSet } = module('port-set');
  return {
    apiVersion: API_VERSION,
    kind: 'BenchPolicy',
    namespaced: false,
    judge: (object) => ({ problems: [], decoded: object }),
    reader: ({ selectors }) => ({
      read(document) {
        const { metadata, spec } = document.object;
        const everything = selectors.intern({});
        const rules = spec.rules.map(({ action, peers, port }) => ({
          action,
          peers: [{ kind: 'pods', namespaces: selectors.intern(peers), pods: everything }],
          ports: { numbers: port === undefined ? PortSet.ALL : PortSet.of('TCP', port), names: [] },
        }));
        const policy = {
          place: {
            tier: { name: `tier-${spec.rank}`, rank: spec.rank, undecided: 'pass' },
            order: spec.order,
            among: 'tie',
          },
          namespace: '',
          name: metadata.name,
          subject: selectors.intern(spec.pods),
          subjectNamespaces: selectors.intern(spec.namespaces),
          rules: { Ingress: rules, Egress: rules },
          isolates: false,
          document,
        };
        return { policy };
      },
    }),
  };
}
