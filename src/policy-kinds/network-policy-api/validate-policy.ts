import { Dialect } from './dialects';
import { Channel, policyApiSchema } from './schema';
import { PolicyApiObject, PolicyApiPeer, PolicyApiRule, rulesOf as rulesIn } from './written-policy';
import { isMap } from '../../model/is-map';
import { FieldPath } from '../../model/kubernetes-object';
import { RuleAction } from '../../model/policy-program';
import { Protocol } from '../../model/protocol';
import { ApiProblems, orList, quote } from '../../validation/api-problem';
import { hasHostBits, canonicalBlock, parseCidrText } from '../../validation/cidr-text';
import { isStored, judgeCustomResource } from '../../validation/custom-resource';
import { rulesOf } from '../../validation/kubernetes-version';
import { DecodedMetadata, validateMetadata, validateMetadataUpdate } from '../../validation/metadata';
import { validateSelector } from '../../validation/selectors';
import { JudgedPolicy, ValidationOptions } from '../policy-kind';

export interface PolicyApiOptions extends ValidationOptions {
  /** Which definitions the cluster has. @default - not known: fields of both are taken */
  readonly channel?: Channel;
}

/**
 * Everything that the API server says about such a policy: what the definition refuses, then what its rules over several
 * fields do; and, as warnings, what it stores although no implementation can do what it says.
 */
export function judgePolicy(dialect: Dialect, object: unknown, options: PolicyApiOptions = {}): JudgedPolicy {
  const problems = new ApiProblems();
  const decoded = judgeCustomResource(object, policyApiSchema(dialect, options.channel), problems);
  if (!isMap(decoded)) return { problems: problems.list, decoded: undefined };
  const { metadata } = decoded;
  if (isMap(metadata)) validateObjectMeta(dialect, metadata, problems, options);
  // The rules of a definition are asked only of what has its shape.
  if (isStored(problems)) {
    const policy = decoded as PolicyApiObject;
    validateRules(dialect, policy, problems, options.channel);
  }
  return { problems: problems.list, decoded };
}

function validateObjectMeta(
  { kind, onlyName }: Dialect,
  metadata: DecodedMetadata,
  problems: ApiProblems,
  { kubernetesVersion, old }: ValidationOptions,
): void {
  const { namespace, ...rest } = metadata;
  validateMetadata(rest, problems, rulesOf(kubernetesVersion));
  if (old?.metadata) validateMetadataUpdate(rest, old.metadata as DecodedMetadata, problems);
  if (namespace) {
    const message = `${kind} is of the whole cluster: the API server ignores this namespace.`;
    problems.warn(
      ['metadata', 'namespace'],
      namespace,
      message,
      'Remove it, and say in spec.subject which namespaces.',
    );
  }
  if (onlyName !== undefined && typeof metadata.name === 'string' && metadata.name !== onlyName) {
    const message = `There is only one ${kind} in a cluster, and its name is ${onlyName}.`;
    problems.invalid(['metadata', 'name'], metadata.name, message, `Write ${onlyName}, and put all rules into it.`);
  }
}

function validateRules(
  dialect: Dialect,
  policy: PolicyApiObject,
  problems: ApiProblems,
  channel: Channel | undefined,
): void {
  const subject: FieldPath = ['spec', 'subject'];
  const { namespaces, pods } = policy.spec.subject;
  const before = problems.list.length;
  for (const [selector, path] of [
    [namespaces, [...subject, 'namespaces']],
    [pods?.namespaceSelector, [...subject, 'pods', 'namespaceSelector']],
    [pods?.podSelector, [...subject, 'pods', 'podSelector']],
  ] as const) {
    remarkOnSelector(selector, path, 'Whom the policy selects nobody can say.', problems);
  }
  if (problems.list.length > before) return;
  for (const direction of ['ingress', 'egress'] as const) {
    for (const [index, rule] of rulesIn(policy.spec, direction).entries()) {
      const path = ['spec', direction, index];
      const peersField = direction === 'ingress' ? 'from' : 'to';
      const consequence = consequenceOf(dialect, rule);
      for (const [i, peer] of (rule[peersField] ?? []).entries()) {
        validatePeer(peer, rule, [...path, peersField, i], consequence, dialect, problems);
      }
      validatePorts(rule, [...path, dialect.portsField], dialect, problems);
      if (direction === 'egress') validateNamedPort(rule, path, dialect, problems, channel);
    }
  }
}

/** What becomes of a rule with a peer that no implementation can read: the API asks them to fail closed. */
function consequenceOf({ actions }: Dialect, { action }: PolicyApiRule): string {
  return actions[action] === RuleAction.ALLOW ? 'The rule allows nothing.' : 'The rule denies everything.';
}

function validatePeer(
  { namespaces, pods, networks, nodes, domainNames }: PolicyApiPeer,
  rule: PolicyApiRule,
  path: FieldPath,
  consequence: string,
  dialect: Dialect,
  problems: ApiProblems,
): void {
  remarkOnSelector(namespaces, [...path, 'namespaces'], consequence, problems);
  remarkOnSelector(pods?.namespaceSelector, [...path, 'pods', 'namespaceSelector'], consequence, problems);
  remarkOnSelector(pods?.podSelector, [...path, 'pods', 'podSelector'], consequence, problems);
  remarkOnSelector(nodes, [...path, 'nodes'], consequence, problems);
  networks?.forEach((text, index) => validateNetwork(text, [...path, 'networks', index], problems));
  if (domainNames && dialect.actions[rule.action] !== RuleAction.ALLOW) {
    const allow = Object.keys(dialect.actions)[0]!;
    const message = `Names of DNS are only defined for rules that ${allow}: what a rule that says ${rule.action} does with them nobody promises.`;
    problems.warn(
      [...path, 'domainNames'],
      domainNames,
      message,
      `Write a rule that says ${allow} for the names, and one behind it that says Deny for networks.`,
    );
  }
}

/** A selector that is stored, since the definition asks less of it than the API server asks of others. */
function remarkOnSelector(
  selector: PolicyApiPeer['namespaces'],
  path: FieldPath,
  consequence: string,
  problems: ApiProblems,
): void {
  if (!selector) return;
  const own = new ApiProblems();
  validateSelector(selector, path, own, { allowInvalidValues: false });
  for (const { path: at, badValue, message, fix } of own.list) {
    problems.warn(
      at,
      badValue,
      `${message} The API server stores it all the same, and no implementation can read it. ${consequence}`,
      fix,
    );
  }
}

/** The function isCIDR of the API server: host bits are taken, superfluous zeros and mapped addresses are not. */
function validateNetwork(text: string, path: FieldPath, problems: ApiProblems): void {
  const block = parseCidrText(text);
  if (!block || block.leadingZeros || block.mapped) {
    const message = `${quote(text)} is no address block.`;
    const whole = block && !block.mapped ? canonicalBlock(block) : undefined;
    problems.invalid(
      path,
      text,
      message,
      whole
        ? `Write ${whole}.`
        : 'Write an address, a slash and a prefix length, for example 10.9.8.0/24 or 2001:db8::/64.',
    );
  } else if (hasHostBits(block)) {
    const whole = canonicalBlock(block);
    problems.warn(
      path,
      text,
      `${quote(text)} has bits set beyond its prefix length, and means all of ${whole}.`,
      `Write ${whole}.`,
    );
  }
}

const PROTOCOLS: readonly string[] = Object.values(Protocol);

function validatePorts(
  { protocols, ports }: PolicyApiRule,
  path: FieldPath,
  { version }: Dialect,
  problems: ApiProblems,
): void {
  if (version === 'v1alpha2') {
    for (const [index, entry] of (protocols ?? []).entries()) {
      for (const protocol of ['tcp', 'udp', 'sctp'] as const) {
        const range = entry[protocol]?.destinationPort?.range;
        if (!range || range.start < range.end) continue;
        const at = [...path, index, protocol, 'destinationPort', 'range'];
        const fix =
          range.start === range.end
            ? `Write number: ${range.start}.`
            : `Write start: ${range.end} and end: ${range.start}.`;
        problems.invalid(at, range, `The range ${range.start} to ${range.end} does not rise.`, fix);
      }
    }
    return;
  }
  for (const [index, { portNumber, portRange }] of (ports ?? []).entries()) {
    const [field, written] = portNumber ? (['portNumber', portNumber] as const) : (['portRange', portRange] as const);
    const { protocol } = written ?? {};
    if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
      const message = `${quote(protocol)} is no protocol of ports. The API server stores it all the same, and the entry matches nothing.`;
      const twin = PROTOCOLS.find((known) => known === protocol.toUpperCase());
      problems.warn([...path, index, field, 'protocol'], protocol, message, `Write ${twin ?? orList(PROTOCOLS)}.`);
    }
    if (portRange && portRange.start > portRange.end) {
      const message = `The range ${portRange.start} to ${portRange.end} is reversed. The API server stores it all the same, and it matches nothing.`;
      problems.warn(
        [...path, index, 'portRange'],
        portRange,
        message,
        `Write start: ${portRange.end} and end: ${portRange.start}.`,
      );
    }
  }
}

/** Addresses declare no ports, so a name never matches beside them. Only one channel refuses it. */
function validateNamedPort(
  rule: PolicyApiRule,
  path: FieldPath,
  { portsField }: Dialect,
  problems: ApiProblems,
  channel: Channel | undefined,
): void {
  const entries = portsField === 'ports' ? (rule.ports ?? []) : (rule.protocols ?? []);
  const names = entries.flatMap((entry) =>
    'namedPort' in entry
      ? (entry.namedPort ?? [])
      : 'destinationNamedPort' in entry
        ? (entry.destinationNamedPort ?? [])
        : [],
  );
  const peers = (rule.to ?? []).flatMap((peer) =>
    (['networks', 'nodes', 'domainNames'] as const).filter((field) => peer[field]),
  );
  if (names.length === 0 || peers.length === 0) return;
  const message = `Port ${quote(names[0])} is a name, and ${orList([...new Set(peers)])} have no pods that could give it a number.`;
  const fix = 'Write numbers, or a rule of its own for the pods.';
  if (channel === 'experimental') {
    problems.invalid([...path], undefined, message, fix);
  } else if (channel === 'standard') {
    problems.warn([...path], undefined, `${message} It never matches there.`, fix);
  } else {
    problems.warn(
      [...path],
      undefined,
      `${message} The experimental definitions refuse the rule; with others it never matches there.`,
      fix,
    );
  }
}
