import { CidrContext } from './ip-blocks';
import { validatePeer } from './peers';
import { validatePolicyTypes } from './policy-types';
import { validatePort } from './ports';
import { networkPolicySchema } from './schema';
import { FieldPath, KubernetesObject, formatFieldPath } from '../../model/kubernetes-object';
import {
  LabelSelectorSpec,
  NetworkPolicyEgressRuleSpec,
  NetworkPolicyIngressRuleSpec,
  NetworkPolicyPeerSpec,
  NetworkPolicyPortSpec,
} from '../../model/network-policy';
import { ApiProblem, ApiProblems } from '../../validation/api-problem';
import { decode } from '../../validation/decoding';
import { KubernetesRules, rulesOf } from '../../validation/kubernetes-version';
import { DecodedMetadata, validateMetadata, validateMetadataUpdate } from '../../validation/metadata';
import { SelectorOptions, validateSelector } from '../../validation/selectors';
import { JudgedPolicy, ValidationOptions } from '../policy-kind';

interface DecodedPolicy {
  readonly metadata?: DecodedMetadata;
  readonly spec?: {
    readonly podSelector?: LabelSelectorSpec;
    readonly ingress?: readonly NetworkPolicyIngressRuleSpec[];
    readonly egress?: readonly NetworkPolicyEgressRuleSpec[];
    readonly policyTypes?: readonly string[];
  };
}

type SpecContext = CidrContext & SelectorOptions;

/**
 * Everything the API server would say about a NetworkPolicy: what it refuses, in its own order, and what it warns
 * about. Empty for an object it takes in silence. Never throws, whatever the object holds.
 *
 * @throws InvalidInput for a Kubernetes release this library does not know
 */
export function validateNetworkPolicy(object: unknown, options: ValidationOptions = {}): ApiProblem[] {
  return judgeNetworkPolicy(object, options).problems;
}

/** Validates and decodes in one. */
export function judgeNetworkPolicy(object: unknown, options: ValidationOptions = {}): JudgedPolicy {
  const rules = effectiveRules(options);
  const problems = new ApiProblems();
  const policy = decode(object, networkPolicySchema(rulesOf(options.kubernetesVersion)), [], problems) as
    DecodedPolicy | undefined;
  if (!policy) return { problems: problems.list, decoded: undefined };

  const undecodable = problems.list.length;
  const old =
    options.old && (decodeQuietly(options.old, rulesOf(options.kubernetesVersion)) as DecodedPolicy | undefined);
  validateMetadata(policy.metadata ?? {}, problems, rules);
  if (old) validateMetadataUpdate(policy.metadata ?? {}, old.metadata ?? {}, problems);
  const context = {
    rules,
    grandfathered: old ? cidrsOf(old) : NO_CIDRS,
    allowInvalidValues: old !== undefined && !isValidSelector(old.spec?.podSelector),
  };
  validateSpec(policy.spec ?? {}, context, problems);
  const { list } = problems;
  return { problems: list.length === 0 ? list : withoutEchoes(list, undecodable), decoded: policy };
}

function validateSpec(spec: NonNullable<DecodedPolicy['spec']>, context: SpecContext, problems: ApiProblems): void {
  validateSelector(spec.podSelector, ['spec', 'podSelector'], problems, context);
  spec.ingress?.forEach(({ ports, from }, index) => {
    const path = ['spec', 'ingress', index];
    validateRule(ports, from, path, 'from', context, problems);
  });
  spec.egress?.forEach(({ ports, to }, index) => {
    const path = ['spec', 'egress', index];
    validateRule(ports, to, path, 'to', context, problems);
  });
  validatePolicyTypes(spec.policyTypes ?? [], ['spec', 'policyTypes'], problems);
}

function validateRule(
  ports: readonly NetworkPolicyPortSpec[] | undefined,
  peers: readonly NetworkPolicyPeerSpec[] | undefined,
  path: FieldPath,
  peersField: 'from' | 'to',
  context: SpecContext,
  problems: ApiProblems,
): void {
  ports?.forEach((port, index) => validatePort(port, [...path, 'ports', index], problems));
  peers?.forEach((peer, index) => validatePeer(peer, [...path, peersField, index], problems, context));
}

function effectiveRules({ kubernetesVersion, strictCidrs }: ValidationOptions): KubernetesRules {
  const rules = rulesOf(kubernetesVersion);
  return strictCidrs === undefined ? rules : { ...rules, strictCidrs };
}

const NO_CIDRS: ReadonlySet<string> = new Set();

function cidrsOf({ spec }: DecodedPolicy): ReadonlySet<string> {
  const peers = [...(spec?.ingress ?? []).map(({ from }) => from), ...(spec?.egress ?? []).map(({ to }) => to)];
  const blocks = peers.flatMap((list) => list ?? []).map(({ ipBlock }) => ipBlock);
  return new Set(blocks.flatMap((block) => [block?.cidr ?? '', ...(block?.except ?? [])]));
}

/** A policy as the API server decodes it, every null turned into what it stands for; itself where a type is wrong. */
export function decodedPolicy(object: KubernetesObject): KubernetesObject {
  const problems = new ApiProblems();
  const decoded = decode(object, networkPolicySchema(rulesOf(undefined)), [], problems);
  return problems.list.some(({ type }) => type === 'TypeInvalid') ? object : (decoded as KubernetesObject);
}

function decodeQuietly(object: unknown, rules: KubernetesRules): unknown {
  return decode(object, networkPolicySchema(rules), [], new ApiProblems());
}

function isValidSelector(selector: LabelSelectorSpec | undefined): boolean {
  const problems = new ApiProblems();
  validateSelector(selector, [], problems, { allowInvalidValues: false });
  return problems.list.length === 0;
}

/**
 * Leaves out what is only the echo of a value that could not be decoded (a field that is missing now), and repetitions,
 * which the API server merges too.
 */
function withoutEchoes(list: readonly ApiProblem[], undecodable: number): ApiProblem[] {
  const wrong = list.slice(0, undecodable).filter(({ type }) => type === 'TypeInvalid');
  const undecoded = new Set(wrong.map(({ path }) => formatFieldPath(path)));
  const above = new Set(wrong.flatMap(({ path }) => path.map((_, depth) => formatFieldPath(path.slice(0, depth)))));
  const isEcho = ({ type, path }: ApiProblem) => {
    const field = formatFieldPath(path);
    if (undecoded.has(field) || (type === 'Required' && above.has(field))) return true;
    return path[path.length - 1] === 'endPort' && undecoded.has(formatFieldPath([...path.slice(0, -1), 'port']));
  };
  const seen = new Set<string>();
  return list.filter((problem, index) => {
    const key = JSON.stringify([problem.path, problem.type, problem.message]);
    if (seen.has(key) || (index >= undecodable && isEcho(problem))) return false;
    seen.add(key);
    return true;
  });
}
