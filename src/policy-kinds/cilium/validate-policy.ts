import { validateByAgent } from './agent-rules';
import {
  CiliumEntrySpec,
  CiliumRuleSpec,
  CidrRuleSpec,
  ENTITIES,
  LayerSevenSpec,
  NameSpec,
  PortRuleSpec,
  SECTIONS,
} from './cilium-spec';
import { icmpTypeOf } from './icmp-types';
import { CILIUM_POLICY_SCHEMA } from './schema';
import { FieldPath } from '../../model/kubernetes-object';
import { LabelSelectorSpec, SelectorOperator } from '../../model/network-policy';
import { ApiProblems, orList, quote } from '../../validation/api-problem';
import { parseCidrText } from '../../validation/cidr-text';
import { decode } from '../../validation/decoding';
import { rulesOf } from '../../validation/kubernetes-version';
import { DecodedMetadata, validateMetadata } from '../../validation/metadata';
import { JudgedPolicy, ValidationOptions } from '../policy-kind';

interface DecodedPolicy {
  readonly metadata?: DecodedMetadata;
  readonly spec?: CiliumRuleSpec;
  readonly specs?: readonly CiliumRuleSpec[];
}

/**
 * What the API server says by the schema of the resource, and then what Cilium's agent says of what the API server
 * takes: such a policy stays in the cluster, and nothing of it is enforced.
 *
 * Sources: cilium/cilium:pkg/k8s/apis/cilium.io/client/crds/v2 and pkg/policy/api/rule_validation.go.
 */
export function judgeCiliumPolicy(
  object: unknown,
  namespaced: boolean,
  { kubernetesVersion }: ValidationOptions = {},
): JudgedPolicy {
  const problems = new ApiProblems();
  const policy = decode(object, CILIUM_POLICY_SCHEMA, [], problems) as DecodedPolicy | undefined;
  if (!policy) return { problems: problems.list, decoded: undefined };
  validateMetadata(policy.metadata ?? {}, problems, rulesOf(kubernetesVersion));
  const rules: [CiliumRuleSpec, FieldPath][] = (policy.specs ?? []).map((rule, index) => [rule, ['specs', index]]);
  if (policy.spec) rules.unshift([policy.spec, ['spec']]);
  for (const [rule, path] of rules) validateRule(rule, path, problems);
  if (!problems.list.some(({ severity, type }) => severity === 'error' && type !== 'UnknownField')) {
    validateByAgent(rules, namespaced, problems);
  }
  return { problems: problems.list, decoded: policy };
}

function validateRule(rule: CiliumRuleSpec, path: FieldPath, problems: ApiProblems): void {
  const { endpointSelector, nodeSelector } = rule;
  if (!endpointSelector && !nodeSelector) {
    const fix = 'Write endpointSelector: {} for every pod of the namespace, or the labels of those that are meant.';
    problems.required([...path, 'endpointSelector'], 'The rule does not say which pods it is about.', fix);
  } else if (endpointSelector && nodeSelector) {
    const fix = 'Make two rules of it, under specs.';
    problems.add('Forbidden', path, 'A rule is either about pods (endpointSelector) or nodes (nodeSelector).', fix);
  }
  validateOperators(endpointSelector, [...path, 'endpointSelector'], problems);
  validateOperators(nodeSelector, [...path, 'nodeSelector'], problems);
  if (SECTIONS.every((section) => rule[section] === undefined)) {
    const fix =
      'Write ingress: [{}] or egress: [{}] to deny everything in that direction, or the rules that are meant.';
    problems.required(path, `The rule has none of ${SECTIONS.join(', ')}.`, fix);
  }
  for (const section of SECTIONS) {
    rule[section]?.forEach((entry, index) => validateEntry(entry, [...path, section, index], problems));
  }
}

function validateEntry(entry: CiliumEntrySpec, path: FieldPath, problems: ApiProblems): void {
  for (const side of ['from', 'to'] as const) {
    entry[`${side}Endpoints`]?.forEach((one, i) => validateOperators(one, [...path, `${side}Endpoints`, i], problems));
    entry[`${side}Nodes`]?.forEach((one, i) => validateOperators(one, [...path, `${side}Nodes`, i], problems));
    entry[`${side}Entities`]?.forEach((entity, i) => {
      const place = [...path, `${side}Entities`, i];
      if (!(ENTITIES as readonly string[]).includes(entity)) problems.notSupported(place, entity, ENTITIES);
    });
    entry[`${side}CIDR`]?.forEach((text, i) => validateBlock(text, [...path, `${side}CIDR`, i], problems));
    entry[`${side}CIDRSet`]?.forEach((one, i) => validateCidrRule(one, [...path, `${side}CIDRSet`, i], problems));
  }
  entry.toServices?.forEach(({ k8sServiceSelector }, index) => {
    const place = [...path, 'toServices', index, 'k8sServiceSelector', 'selector'];
    validateOperators(k8sServiceSelector?.selector, place, problems);
    if (k8sServiceSelector && !k8sServiceSelector.selector) {
      problems.required(place, 'The labels of the Services are missing.', 'Write selector: { matchLabels: … }.');
    }
  });
  entry.toFQDNs?.forEach((name, index) => validateName(name, [...path, 'toFQDNs', index], problems));
  entry.toPorts?.forEach((ports, index) => validatePorts(ports, [...path, 'toPorts', index], problems));
  entry.icmps?.forEach(({ fields = [] }, index) => {
    const place = [...path, 'icmps', index, 'fields'];
    atMost(fields, 40, place, problems);
    fields.forEach(({ family, type }, at) => {
      const families = ['IPv4', 'IPv6'];
      if (family !== undefined && !families.includes(family)) {
        problems.notSupported([...place, at, 'family'], family, families);
      } else if (type === undefined) {
        problems.required([...place, at, 'type'], 'The type of the message is missing.', 'Write for example type: 8.');
      } else if (icmpTypeOf(type, family === 'IPv6' ? 6 : 4) === undefined) {
        const fix = 'Write a number from 0 to 255, or a name such as EchoRequest.';
        problems.invalid([...place, at, 'type'], type, `${quote(type)} is no type of ICMP messages.`, fix);
      }
    });
  });
  const { authentication } = entry;
  if (!authentication) return;
  const modes = ['disabled', 'required', 'test-always-fail'];
  const place = [...path, 'authentication', 'mode'];
  if (authentication.mode === undefined) {
    problems.required(place, 'The mode of authentication is missing.', `Write ${orList(modes)}.`);
  } else if (!modes.includes(authentication.mode)) {
    problems.notSupported(place, authentication.mode, modes);
  }
}

const OPERATORS: readonly string[] = Object.values(SelectorOperator);

/** The schema asks no more of selectors: what keys and values are is for the agent. */
function validateOperators(selector: LabelSelectorSpec | undefined, path: FieldPath, problems: ApiProblems): void {
  selector?.matchExpressions?.forEach(({ key, operator }, index) => {
    const place = [...path, 'matchExpressions', index];
    if (key === undefined) problems.required([...place, 'key'], 'The requirement has no key.', 'Write a label key.');
    if (operator === undefined) {
      problems.required([...place, 'operator'], 'The requirement has no operator.', `Write ${orList(OPERATORS)}.`);
    } else if (!OPERATORS.includes(operator)) {
      problems.notSupported([...place, 'operator'], operator, OPERATORS);
    }
  });
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) {
    if (value.length <= 63 && /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) continue;
    const message = `The value ${quote(value)} of label ${quote(key)} is no label value.`;
    problems.invalid([...path, 'matchLabels', key], value, message, 'Write the value as it stands on the pod.');
  }
}

function validateBlock(text: string, path: FieldPath, problems: ApiProblems): void {
  if (parseCidrText(text)) return;
  const bits = text.includes(':') ? 128 : 32;
  const fix = parseCidrText(`${text}/${bits}`)
    ? `Write ${text}/${bits} for this one address.`
    : 'Write an address, a slash and a prefix length, for example 10.9.8.0/24 or 2001:db8::/64.';
  problems.invalid(path, text, `${quote(text)} is no address block.`, fix);
}

function validateCidrRule(rule: CidrRuleSpec, path: FieldPath, problems: ApiProblems): void {
  exactlyOne(rule, ['cidr', 'cidrGroupRef', 'cidrGroupSelector'], path, problems);
  if (rule.cidr !== undefined) validateBlock(rule.cidr, [...path, 'cidr'], problems);
  validateOperators(rule.cidrGroupSelector, [...path, 'cidrGroupSelector'], problems);
  rule.except?.forEach((text, index) => validateBlock(text, [...path, 'except', index], problems));
}

function validateName(name: NameSpec, path: FieldPath, problems: ApiProblems): void {
  exactlyOne(name, ['matchName', 'matchPattern'], path, problems);
  for (const [field, allowed, words] of [
    ['matchName', /^[-a-zA-Z0-9_.]*$/, 'letters, digits, dots, hyphens and underscores'],
    ['matchPattern', /^[-a-zA-Z0-9_.*]*$/, 'letters, digits, dots, hyphens, underscores and *'],
  ] as const) {
    const text = name[field];
    if (text === undefined || (allowed.test(text) && text !== '' && text.length <= 255 && !/^\.|\.\./.test(text))) {
      continue;
    }
    const message = `${quote(text)} is no DNS name.`;
    problems.invalid([...path, field], text, message, `Write a name with ${words} only, for example api.example.com.`);
  }
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP', 'VRRP', 'IGMP', 'ANY'];

function validatePorts({ ports = [], rules, serverNames }: PortRuleSpec, path: FieldPath, problems: ApiProblems): void {
  atMost(ports, 40, [...path, 'ports'], problems);
  ports.forEach(({ port, endPort, protocol }, index) => {
    const place = [...path, 'ports', index];
    if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
      problems.notSupported([...place, 'protocol'], protocol, PROTOCOLS);
    }
    if (endPort !== undefined && (endPort < 0 || endPort > 65535)) {
      const fix = 'Write a number from 1 to 65535.';
      problems.invalid([...place, 'endPort'], endPort, `${endPort} is no port number.`, fix);
    }
    if (port !== undefined && !/^(?:\d{1,5})|^(?:[a-zA-Z0-9-]*[a-zA-Z][a-zA-Z0-9-]*)$/.test(port)) {
      problems.invalid([...place, 'port'], port, `${quote(port)} is no port.`, PORT_FIX);
    }
  });
  if (rules) validateLayerSeven(rules, [...path, 'rules'], problems);
  if (serverNames?.length === 0) {
    problems.invalid(
      [...path, 'serverNames'],
      serverNames,
      'The list of names is empty.',
      'Write names, or leave it out.',
    );
  }
}

/** What to write as a port. */
export const PORT_FIX =
  'Write a number from 1 to 65535 in quotes, or a name of at most 15 letters, digits and hyphens with a letter in it.';

function validateLayerSeven(rules: LayerSevenSpec, path: FieldPath, problems: ApiProblems): void {
  exactlyOne(rules, ['http', 'kafka', 'dns', 'l7proto'], path, problems);
  rules.dns?.forEach((name, index) => validateName(name, [...path, 'dns', index], problems));
  const roles = ['produce', 'consume'];
  rules.kafka?.forEach(({ role }, index) => {
    if (role && !roles.includes(role)) problems.notSupported([...path, 'kafka', index, 'role'], role, roles);
  });
}

function exactlyOne<T extends object>(
  value: T,
  fields: readonly (keyof T & string)[],
  path: FieldPath,
  problems: ApiProblems,
): void {
  const present = fields.filter((field) => value[field] !== undefined);
  if (present.length === 1) return;
  const [message, fix] =
    present.length === 0
      ? [`None of ${fields.join(', ')} is there.`, `Write ${orList(fields)}.`]
      : [`${present.join(' and ')} stand in one entry.`, 'Make an entry of each.'];
  problems.add(present.length === 0 ? 'Required' : 'Forbidden', path, message, fix);
}

function atMost(list: readonly unknown[], most: number, path: FieldPath, problems: ApiProblems): void {
  if (list.length <= most) return;
  problems.add('TooLong', path, `There are ${list.length} entries, and at most ${most} are taken.`, 'Make two of it.');
}
