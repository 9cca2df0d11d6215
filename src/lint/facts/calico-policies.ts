import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { isMap } from '../../model/is-map';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import {
  CALICO_API_VERSIONS,
  CALICO_STORAGE_VERSION,
  CalicoEntity,
  CalicoPolicySpec,
  CalicoRule,
  typesOf,
} from '../../policy-kinds/calico/calico-api';
import { judgeCalicoPolicy } from '../../policy-kinds/calico/validate-policy';

/** A policy of Calico that its API server takes. */
export interface CalicoPolicy {
  readonly document: ManifestDocument;
  readonly isGlobal: boolean;
  /** Whether it is in the form in which Calico stores it, which nobody validates. */
  readonly isStored: boolean;
  readonly name: string;
  /** The empty text for one of the whole cluster. */
  readonly namespace: string;
  readonly tier: string;
  readonly spec: CalicoPolicySpec;
}

const known = new WeakMap<readonly ManifestDocument[], readonly CalicoPolicy[]>();

/** The policies of Calico among documents, found once for all rules. */
export function calicoPolicies(documents: readonly ManifestDocument[]): readonly CalicoPolicy[] {
  let found = known.get(documents);
  if (!found) known.set(documents, (found = documents.flatMap((document) => calicoPolicy(document) ?? [])));
  return found;
}

function calicoPolicy(document: ManifestDocument): CalicoPolicy | undefined {
  const { apiVersion, kind } = document.object;
  const isGlobal = kind === 'GlobalNetworkPolicy';
  if (!CALICO_API_VERSIONS.includes(apiVersion) || (!isGlobal && kind !== 'NetworkPolicy')) return undefined;
  const { problems, decoded } = judgeCalicoPolicy(document.object);
  if (problems.some(({ severity }) => severity === 'error')) return undefined;
  const spec = isMap(decoded) && isMap(decoded.spec) ? (decoded.spec as CalicoPolicySpec) : {};
  return {
    document,
    isGlobal,
    isStored: apiVersion === CALICO_STORAGE_VERSION,
    name: nameOf(document),
    namespace: isGlobal ? '' : namespaceOf(document),
    tier: spec.tier || 'default',
    spec,
  };
}

/** The names of the tiers that have an object. */
export function tiersIn(documents: readonly ManifestDocument[]): ReadonlyMap<string, ManifestDocument> {
  const tiers = documents.filter(
    ({ object }) => object.kind === 'Tier' && CALICO_API_VERSIONS.includes(object.apiVersion),
  );
  return new Map(tiers.map((document) => [nameOf(document), document]));
}

export interface PlacedRule {
  readonly rule: CalicoRule;
  readonly direction: 'ingress' | 'egress';
  readonly path: FieldPath;
}

/** The rules of a policy in the directions that it is about. */
export function rulesIn({ spec }: CalicoPolicy): PlacedRule[] {
  const types = typesOf(spec).map((type) => type.toLowerCase());
  return (['ingress', 'egress'] as const)
    .filter((direction) => types.includes(direction))
    .flatMap((direction) =>
      (spec[direction] ?? []).map((rule, index) => ({ rule, direction, path: ['spec', direction, index] })),
    );
}

/** The sources and destinations of a rule that are written. */
export function entitiesIn({ rule, path }: PlacedRule): { readonly entity: CalicoEntity; readonly path: FieldPath }[] {
  return (['source', 'destination'] as const).flatMap((side) => {
    const entity = rule[side];
    return entity ? [{ entity, path: [...path, side] }] : [];
  });
}

/** Whether a rule is about all traffic. */
export function isAboutEverything({
  source,
  destination,
  protocol,
  notProtocol,
  ipVersion,
  http,
}: CalicoRule): boolean {
  const isEmpty = (entity: CalicoEntity | undefined) => !entity || Object.keys(entity).length === 0;
  return isEmpty(source) && isEmpty(destination) && !protocol && !notProtocol && !ipVersion && !http;
}
