import { isMap } from '../../../model/is-map';
import { FieldPath } from '../../../model/kubernetes-object';
import { ClusterRule } from '../../facts/lint-rule';

const POLICY_API = 'policy.networking.k8s.io/';
const EXPERIMENTAL = ['nodes', 'domainNames'] as const;

/** A field that only the experimental definitions of the API have. */
export const experimentalField: ClusterRule = {
  id: 'experimental-field',
  severity: 'info',
  info: 'A field stands only in the experimental definitions of this API.',
  why: 'Where a cluster has the standard definitions, the API server drops the field, and refuses the peer or the port that is empty then.',
  fix: 'Make sure that the cluster has the experimental definitions and an implementation of them, or write networks and numbers.',
  checkCluster({ program }, report) {
    for (const { document } of program.tiers.flatMap(({ stages }) => stages.flatMap((stage) => stage.policies))) {
      const { apiVersion, spec } = document.object;
      if (!apiVersion.startsWith(POLICY_API)) continue;
      for (const field of experimentalFields(spec, apiVersion)) {
        const name = String(field.at(-1));
        report(document, {
          field,
          message: `The field ${name} stands only in the experimental definitions of this API.`,
        });
      }
    }
  },
};

function* experimentalFields(spec: unknown, apiVersion: string): Generator<FieldPath> {
  for (const direction of ['ingress', 'egress']) {
    for (const [index, rule] of entriesOf(spec, direction)) {
      for (const [at, peer] of entriesOf(rule, 'to')) {
        for (const name of EXPERIMENTAL) {
          if (isMap(peer) && Object.hasOwn(peer, name)) yield ['spec', direction, index, 'to', at, name];
        }
      }
      if (!apiVersion.endsWith('/v1alpha1')) continue;
      for (const [at, port] of entriesOf(rule, 'ports')) {
        if (isMap(port) && Object.hasOwn(port, 'namedPort')) yield ['spec', direction, index, 'ports', at, 'namedPort'];
      }
    }
  }
}

function entriesOf(value: unknown, field: string): [number, unknown][] {
  const list: unknown = isMap(value) ? value[field] : undefined;
  return Array.isArray(list) ? [...(list as unknown[]).entries()] : [];
}
