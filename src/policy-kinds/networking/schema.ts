import { KubernetesRules } from '../../validation/kubernetes-version';
import { ANYTHING, LABEL_SELECTOR, METADATA, STRING, StructSchema, list, struct } from '../../validation/object-schema';

const PEER = struct('peer', {
  podSelector: LABEL_SELECTOR,
  namespaceSelector: LABEL_SELECTOR,
  ipBlock: struct('ipBlock', { cidr: STRING, except: list(STRING) }),
});

function schemaOf({ hasEndPort, hasStatus }: KubernetesRules): StructSchema {
  const ports = list(
    struct('port', {
      protocol: STRING,
      port: { kind: 'intOrString' },
      ...(hasEndPort ? { endPort: { kind: 'int32' } } : {}),
    }),
  );
  return struct('NetworkPolicy', {
    apiVersion: STRING,
    kind: STRING,
    metadata: METADATA,
    spec: struct('spec', {
      podSelector: LABEL_SELECTOR,
      policyTypes: list(STRING),
      ingress: list(struct('ingress rule', { from: list(PEER), ports })),
      egress: list(struct('egress rule', { to: list(PEER), ports })),
    }),
    ...(hasStatus ? { status: ANYTHING } : {}),
  });
}

const schemas = new Map<KubernetesRules, StructSchema>();

/** The fields of a NetworkPolicy in one release. */
export function networkPolicySchema(rules: KubernetesRules): StructSchema {
  let schema = schemas.get(rules);
  if (!schema) schemas.set(rules, (schema = schemaOf(rules)));
  return schema;
}
