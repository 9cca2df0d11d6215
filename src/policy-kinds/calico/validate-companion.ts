import { WELL_KNOWN_TIERS, rangesOf } from './calico-objects';
import { CALICO_SCHEMAS } from './schema';
import { validateOrder } from './validate-names';
import { isMap } from '../../model/is-map';
import { labelNameProblems, subdomainProblems } from '../../model/kubernetes-names';
import { KubernetesObject } from '../../model/kubernetes-object';
import { Undecided } from '../../model/policy-program';
import { ApiProblem, ApiProblems, quote } from '../../validation/api-problem';
import { judgeCustomResource } from '../../validation/custom-resource';

interface Decoded {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly order?: unknown;
    readonly defaultAction?: string;
    readonly nets?: readonly string[];
    readonly node?: string;
    readonly interfaceName?: string;
    readonly expectedIPs?: readonly string[];
    readonly profiles?: readonly string[];
  };
}

/** What Calico's API server says of a tier, a set of addresses or a host. */
export function judgeCalicoCompanion(object: unknown): ApiProblem[] {
  const { kind } = (isMap(object) ? object : {}) as Partial<KubernetesObject>;
  const schema = CALICO_SCHEMAS.get(String(kind));
  if (!schema) return [];
  const problems = new ApiProblems();
  const decoded = judgeCustomResource(object, schema, problems) as Decoded | undefined;
  if (!decoded || problems.list.some(({ type }) => type === 'TypeInvalid')) return problems.list;
  validateObjectName(decoded, String(kind), problems);
  if (kind === 'Tier') validateTier(decoded, problems);
  else if (kind === 'HostEndpoint') validateHost(decoded, problems);
  else validateSet(decoded, problems);
  return problems.list;
}

function validateObjectName({ metadata: { name = '' } = {} }: Decoded, kind: string, problems: ApiProblems): void {
  const found = kind === 'Tier' ? labelNameProblems(name) : subdomainProblems(name);
  for (const problem of found.slice(0, 1)) {
    const message = `The name ${quote(name)} ${problem}.`;
    problems.invalid(['metadata', 'name'], name, message, 'Write small letters, digits and dashes.');
  }
}

function validateTier({ metadata: { name = '' } = {}, spec = {} }: Decoded, problems: ApiProblems): void {
  const { order, defaultAction = 'Deny' } = spec;
  validateOrder(order, problems);
  const pinned = name.startsWith('kube-') || name === 'default' ? WELL_KNOWN_TIERS.get(name) : undefined;
  if (!pinned) return;
  if (order !== pinned.rank) {
    const message = `The tier ${name} always has the order ${pinned.rank}.`;
    problems.invalid(['spec', 'order'], order, message, `Write order: ${pinned.rank}.`);
  }
  const action = pinned.undecided === Undecided.PASS ? 'Pass' : 'Deny';
  if (defaultAction !== action) {
    const message = `The tier ${name} always ends with ${action}.`;
    problems.invalid(['spec', 'defaultAction'], defaultAction, message, `Write defaultAction: ${action}.`);
  }
}

function validateSet(
  { metadata: { labels = {} } = {}, spec: { nets = [] } = {} }: Decoded,
  problems: ApiProblems,
): void {
  const reserved = 'projectcalico.org/namespace';
  if (Object.hasOwn(labels, reserved)) {
    const message = `Calico itself gives the label ${reserved}.`;
    problems.add('Forbidden', ['metadata', 'labels', reserved], message, 'Remove it.');
  }
  nets.forEach((net, index) => {
    if (rangesOf(net).length > 0) return;
    const message = `${quote(net)} is neither an address nor a block.`;
    problems.invalid(['spec', 'nets', index], net, message, 'Write for example 10.0.0.1 or 10.0.0.0/8.');
  });
}

function validateHost({ spec = {} }: Decoded, problems: ApiProblems): void {
  const { node, interfaceName, expectedIPs = [], profiles = [] } = spec;
  if (!node) problems.required(['spec', 'node'], 'A HostEndpoint is one of a node.', 'Write the name of the node.');
  if (!interfaceName && expectedIPs.length === 0) {
    const message = 'A HostEndpoint is known by its interface or by its addresses.';
    problems.required(['spec', 'interfaceName'], message, 'Write interfaceName: "*" for all of them.');
  }
  expectedIPs.forEach((address, index) => {
    if (!address.includes('/') && rangesOf(address).length > 0) return;
    problems.invalid(['spec', 'expectedIPs', index], address, `${quote(address)} is no address.`, 'Write 10.0.0.1.');
  });
  profiles.forEach((profile, index) => {
    if (/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(profile)) return;
    problems.invalid(['spec', 'profiles', index], profile, `${quote(profile)} is no name.`, 'Write a name.');
  });
}
