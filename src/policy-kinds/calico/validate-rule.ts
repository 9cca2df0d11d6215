import { CalicoEntity, CalicoHttp, CalicoRule } from './calico-api';
import { rangesOf } from './calico-objects';
import { protocolNumber, protocolWithPorts, readPort } from './calico-ports';
import { validateSelectorText } from './validate-selector';
import { FieldPath } from '../../model/kubernetes-object';
import { ApiProblems, quote } from '../../validation/api-problem';
import { hasHostBits, parseCidrText } from '../../validation/cidr-text';

type Side = 'source' | 'destination';

const SIDES: readonly Side[] = ['source', 'destination'];

/** Protocols of ICMP, and the family of addresses that each belongs to. */
const ICMP_FAMILY: ReadonlyMap<number, number> = new Map([
  [1, 4],
  [58, 6],
]);

/**
 * What Calico asks of one rule, beyond the types of its fields.
 *
 * Source: projectcalico/calico@87c1590, libcalico-go/lib/validator/v3/validator.go
 */
export function validateRule(
  rule: CalicoRule,
  direction: 'ingress' | 'egress',
  isGlobal: boolean,
  path: FieldPath,
  problems: ApiProblems,
): void {
  const { protocol, ipVersion, http } = rule;
  if (ipVersion !== undefined && ipVersion !== 4 && ipVersion !== 6) {
    problems.invalid([...path, 'ipVersion'], ipVersion, `There is no version ${ipVersion} of IP.`, 'Write 4 or 6.');
  }
  for (const field of ['protocol', 'notProtocol'] as const) validateProtocol(rule, field, path, problems);
  validateIcmp(rule, path, problems);
  for (const side of SIDES) {
    const entity = rule[side];
    if (!entity) continue;
    validatePorts(entity, protocol, [...path, side], problems);
    validateEntity(entity, [...path, side], problems);
    validateServices(entity, side, direction, isGlobal, [...path, side], problems);
  }
  validateFamilies(rule, path, problems);
  if (http) validateHttp(rule, http, direction, path, problems);
}

function validateProtocol(
  rule: CalicoRule,
  field: 'protocol' | 'notProtocol',
  path: FieldPath,
  problems: ApiProblems,
): void {
  const written = rule[field];
  if (written === undefined) return;
  const number = protocolNumber(written);
  const place = [...path, field];
  if (number === undefined) {
    const fix = 'Write TCP, UDP, SCTP, ICMP, ICMPv6, UDPLite, or a number from 1 to 255.';
    problems.invalid(place, written, `${quote(written)} is no protocol.`, fix);
    return;
  }
  const family = ICMP_FAMILY.get(number);
  if (family !== undefined && rule.ipVersion !== undefined && rule.ipVersion !== family) {
    const message = `${String(written)} is a protocol of IPv${family}, and the rule is for IPv${rule.ipVersion}.`;
    problems.invalid([...path, 'ipVersion'], rule.ipVersion, message, `Write ipVersion: ${family}, or leave it out.`);
  }
}

function validateIcmp(rule: CalicoRule, path: FieldPath, problems: ApiProblems): void {
  for (const field of ['icmp', 'notICMP'] as const) {
    const match = rule[field];
    if (!match) continue;
    if (match.code !== undefined && match.type === undefined) {
      const message = 'A code of ICMP has a meaning only with its type.';
      problems.invalid([...path, field, 'code'], match.code, message, 'Write the type beside it.');
    }
    const number = rule.protocol === undefined ? undefined : protocolNumber(rule.protocol);
    if (number === undefined || !ICMP_FAMILY.has(number)) {
      const fix = 'Write protocol: ICMP, or ICMPv6.';
      problems.invalid([...path, field], match, `${field} needs a protocol that has such messages.`, fix);
    }
  }
}

function validatePorts(
  entity: CalicoEntity,
  protocol: CalicoRule['protocol'],
  path: FieldPath,
  problems: ApiProblems,
): void {
  for (const field of ['ports', 'notPorts'] as const) {
    const list = entity[field] ?? [];
    list.forEach((written, index) => {
      const place = [...path, field, index];
      const port = readPort(written);
      if (!port) {
        problems.invalid(place, written, `${quote(written)} is no port.`, fixForPort(written));
      } else if (protocol === undefined && !('name' in port)) {
        const fix = 'Write protocol: TCP (or UDP, SCTP) in the rule.';
        problems.invalid(place, written, `The port ${String(written)} has no protocol.`, fix);
      }
    });
    if (list.length > 0 && protocol !== undefined && !protocolWithPorts(protocol)) {
      const message = `${String(protocol)} has no ports.`;
      problems.invalid([...path, field], list, message, 'Remove the ports, or write protocol TCP, UDP or SCTP.');
    }
  }
}

function fixForPort(written: string | number): string {
  const range = /^(\d+)[:-](\d+)$/.exec(String(written));
  if (range && String(written).includes('-')) return `Write "${range[1]}:${range[2]}".`;
  if (range && Number(range[1]) > Number(range[2])) return `Write "${range[2]}:${range[1]}".`;
  return 'Write a number from 1 to 65535, a range such as "8000:8100", or the name of a port.';
}

function validateEntity(entity: CalicoEntity, path: FieldPath, problems: ApiProblems): void {
  for (const field of ['selector', 'notSelector'] as const) {
    validateSelectorText(entity[field], [...path, field], problems);
  }
  validateSelectorText(entity.namespaceSelector, [...path, 'namespaceSelector'], problems, 'global() alone');
  validateSelectorText(entity.serviceAccounts?.selector, [...path, 'serviceAccounts', 'selector'], problems);
  for (const field of ['nets', 'notNets'] as const) {
    (entity[field] ?? []).forEach((net, index) => validateNet(net, field, [...path, field, index], problems));
  }
}

function validateNet(net: string, field: 'nets' | 'notNets', path: FieldPath, problems: ApiProblems): void {
  const parsed = parseCidrText(net);
  if (!parsed) {
    const address = !net.includes('/') && rangesOf(net).length > 0;
    const fix = address ? `Write "${net}/${net.includes(':') ? 128 : 32}".` : 'Write for example "10.0.0.0/8".';
    const message = address ? `${quote(net)} has no length of a prefix.` : `${quote(net)} is no block of addresses.`;
    problems.invalid(path, net, message, fix);
  } else if (hasHostBits(parsed)) {
    const message = `${quote(net)} has bits beyond its prefix, which Calico refuses in a rule.`;
    problems.invalid(path, net, message, 'Write the first address of the block, or /32 (/128) for the address alone.');
  } else if (field === 'notNets' && parsed.prefix === 0) {
    problems.invalid(path, net, 'notNets of everything leaves nobody.', 'Remove the rule.');
  }
}

function validateFamilies(rule: CalicoRule, path: FieldPath, problems: ApiProblems): void {
  let family: number | undefined = rule.ipVersion;
  for (const side of SIDES) {
    for (const field of ['nets', 'notNets'] as const) {
      for (const [index, net] of (rule[side]?.[field] ?? []).entries()) {
        const own = rangesOf(net)[0]?.family;
        if (own === undefined) continue;
        family ??= own;
        if (own === family) continue;
        const message = `A rule is about one family of addresses, and ${quote(net)} is of IPv${own}.`;
        problems.invalid([...path, side, field, index], net, message, `Write another rule for IPv${own}.`);
      }
    }
  }
}

const BESIDE_SERVICES = ['selector', 'notSelector', 'namespaceSelector', 'serviceAccounts', 'nets', 'notNets'] as const;

function validateServices(
  entity: CalicoEntity,
  side: Side,
  direction: 'ingress' | 'egress',
  isGlobal: boolean,
  path: FieldPath,
  problems: ApiProblems,
): void {
  const { services } = entity;
  if (!services) return;
  const place = [...path, 'services'];
  if (!services.name) problems.required([...place, 'name'], 'A Service is found by its name.', 'Write its name.');
  if (side !== (direction === 'ingress' ? 'source' : 'destination')) {
    const right = direction === 'ingress' ? 'source' : 'destination';
    problems.add(
      'Forbidden',
      place,
      `In ${direction} rules, services stand under ${right} only.`,
      `Move it to ${right}.`,
    );
  }
  for (const field of BESIDE_SERVICES) {
    const value = entity[field];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    problems.add('Forbidden', [...path, field], `${field} cannot stand beside services.`, 'Write two rules.');
  }
  if (side === 'destination' && ((entity.ports ?? []).length > 0 || (entity.notPorts ?? []).length > 0)) {
    const message = 'The ports of a Service are its own, so no others can stand beside it.';
    problems.add('Forbidden', [...path, entity.ports?.length ? 'ports' : 'notPorts'], message, 'Remove them.');
  }
  if (isGlobal && !services.namespace) {
    const message = 'A policy of the whole cluster has no namespace in which to look for a Service.';
    problems.required([...place, 'namespace'], message, 'Write the namespace of the Service.');
  }
}

function validateHttp(
  rule: CalicoRule,
  { methods = [], paths = [] }: CalicoHttp,
  direction: 'ingress' | 'egress',
  path: FieldPath,
  problems: ApiProblems,
): void {
  const place = [...path, 'http'];
  if (rule.action !== 'Allow') {
    problems.add('Forbidden', place, 'Only rules that allow can look at HTTP.', 'Write action: Allow.');
  }
  if (rule.protocol !== undefined && protocolNumber(rule.protocol) !== 6) {
    problems.add('Forbidden', place, 'HTTP runs over TCP.', 'Write protocol: TCP.');
  }
  if (direction === 'egress') {
    problems.add(
      'Forbidden',
      place,
      'HTTP is looked at on ingress only.',
      'Move the rule to the policy of the server.',
    );
  }
  methods.forEach((method, index) => {
    if (methods.indexOf(method) === index) return;
    problems.add('Duplicate', [...place, 'methods', index], `${quote(method)} stands there twice.`, 'Remove one.');
  });
  paths.forEach(({ exact, prefix }, index) => {
    const text = exact ?? prefix ?? '';
    if (!/[?#\s]/.test(text) && text.startsWith('/')) return;
    const message = `${quote(text)} is no path.`;
    problems.invalid([...place, 'paths', index], text, message, 'Write a path that begins with /, without ? and #.');
  });
}
