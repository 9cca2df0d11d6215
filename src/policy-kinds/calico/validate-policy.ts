import { CALICO_STORAGE_VERSION, CalicoPolicySpec } from './calico-api';
import { CALICO_SCHEMAS } from './schema';
import { validateOrder, validateName } from './validate-names';
import { validateRule } from './validate-rule';
import { validateSelectorText } from './validate-selector';
import { isMap } from '../../model/is-map';
import { KubernetesObject } from '../../model/kubernetes-object';
import { ApiProblems } from '../../validation/api-problem';
import { judgeCustomResource } from '../../validation/custom-resource';
import { JudgedPolicy } from '../policy-kind';

/** What Calico's API server says of a policy; of one that is stored without it, what Felix says when it reads it. */
export function judgeCalicoPolicy(object: unknown): JudgedPolicy {
  const { kind, apiVersion } = (isMap(object) ? object : {}) as Partial<KubernetesObject>;
  const problems = new ApiProblems();
  const schema = CALICO_SCHEMAS.get(String(kind)) ?? CALICO_SCHEMAS.get('NetworkPolicy')!;
  const decoded = judgeCustomResource(object, schema, problems) as DecodedPolicy | undefined;
  if (!decoded) return { problems: problems.list, decoded };
  const spec = decoded.spec ?? {};
  validateName(decoded.metadata?.name, spec.tier, String(kind), apiVersion === CALICO_STORAGE_VERSION, problems);
  if (isSound(problems)) validateSpec(spec, String(kind), problems);
  return { problems: problems.list, decoded };
}

interface DecodedPolicy {
  readonly metadata?: { readonly name?: string };
  readonly spec?: CalicoPolicySpec & { readonly stagedAction?: string };
}

/** Whether every field has the type that the checks of values expect. */
function isSound({ list }: ApiProblems): boolean {
  return list.every(({ type }) => type !== 'TypeInvalid');
}

function validateSpec(spec: CalicoPolicySpec & { stagedAction?: string }, kind: string, problems: ApiProblems): void {
  const isGlobal = kind.includes('Global');
  validateOrder(spec.order, problems);
  validateSelectorText(spec.selector, ['spec', 'selector'], problems);
  validateSelectorText(spec.namespaceSelector, ['spec', 'namespaceSelector'], problems);
  validateSelectorText(spec.serviceAccountSelector, ['spec', 'serviceAccountSelector'], problems);
  for (const direction of ['ingress', 'egress'] as const) {
    (spec[direction] ?? []).forEach((rule, index) =>
      validateRule(rule, direction, isGlobal, ['spec', direction, index], problems),
    );
  }
  validateHostFeatures(spec, problems);
  if (spec.stagedAction === 'Delete') validateDeletion(spec, problems);
}

/** Policies for the traffic of hosts before connections are tracked. */
function validateHostFeatures(spec: CalicoPolicySpec, problems: ApiProblems): void {
  const { preDNAT, doNotTrack, applyOnForward, egress = [], types = [] } = spec;
  if (preDNAT && doNotTrack) {
    const message = 'A policy is preDNAT or doNotTrack, not both.';
    problems.add('Forbidden', ['spec', 'doNotTrack'], message, 'Make two policies of it.');
  }
  for (const field of ['preDNAT', 'doNotTrack'] as const) {
    if (!spec[field] || applyOnForward) continue;
    const message = `${field} is about forwarded traffic too, so it needs applyOnForward.`;
    problems.required(['spec', 'applyOnForward'], message, 'Write applyOnForward: true.');
  }
  if (preDNAT && egress.length > 0) {
    const message = 'Before addresses are translated there is ingress only.';
    problems.add('Forbidden', ['spec', 'egress'], message, 'Remove the egress rules.');
  }
  if (preDNAT && types.includes('Egress')) {
    const message = 'Before addresses are translated there is ingress only.';
    problems.add('Forbidden', ['spec', 'types'], message, 'Write types: [Ingress].');
  }
}

function validateDeletion(spec: object, problems: ApiProblems): void {
  for (const [field, value] of Object.entries(spec)) {
    if (field === 'stagedAction' || field === 'tier' || value === undefined) continue;
    if (Array.isArray(value) ? value.length === 0 : value === '' || value === false) continue;
    const message = 'A staged deletion says nothing but which policy it would delete.';
    problems.add('Forbidden', ['spec', field], message, 'Remove the field.');
  }
}
