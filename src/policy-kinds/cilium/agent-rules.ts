import {
  CiliumEntrySpec,
  CiliumRuleSpec,
  CidrRuleSpec,
  LayerSevenSpec,
  PEER_FIELDS,
  PortRuleSpec,
  SECTIONS,
  Section,
  isIngress,
} from './cilium-spec';
import { parsePortText, protocolsOf } from './read-ports';
import { FieldPath } from '../../model/kubernetes-object';
import { LabelSelectorSpec, SelectorOperator } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';
import { Refusal } from '../../model/refusal';
import { ApiProblems, quote } from '../../validation/api-problem';
import { parseCidrText } from '../../validation/cidr-text';

/**
 * What the agent refuses of what the API server takes. The object then stays in the cluster with an invalid condition,
 * and nothing of it is enforced. Source: cilium/cilium:pkg/policy/api/rule_validation.go.
 */
export function validateByAgent(
  rules: readonly (readonly [CiliumRuleSpec, FieldPath])[],
  namespaced: boolean,
  problems: ApiProblems,
): void {
  const agent = new AgentProblems(problems);
  if (rules.length === 0) {
    agent.refuse([], 'The policy has neither spec nor specs.', 'Write a rule under spec.');
  }
  for (const [rule, path] of rules) validateRule(rule, path, namespaced, agent);
}

/** Adds problems that only the agent has. */
class AgentProblems {
  public constructor(private readonly problems: ApiProblems) {}

  public refuse(path: FieldPath, message: string, fix: string, badValue?: unknown): void {
    this.problems.list.push({
      severity: 'error',
      type: 'Invalid',
      path,
      badValue,
      message: `${message} Cilium stores such a policy and enforces nothing of it.`,
      fix,
      refusal: Refusal.BY_AGENT,
    });
  }
}

function validateRule(rule: CiliumRuleSpec, path: FieldPath, namespaced: boolean, agent: AgentProblems): void {
  const { nodeSelector, endpointSelector } = rule;
  if (nodeSelector && namespaced) {
    const fix = 'Make it a CiliumClusterwideNetworkPolicy, or write endpointSelector.';
    agent.refuse([...path, 'nodeSelector'], 'A policy of a namespace cannot select nodes.', fix);
  }
  validateSelector(
    endpointSelector ?? nodeSelector,
    [...path, nodeSelector ? 'nodeSelector' : 'endpointSelector'],
    agent,
  );
  if (SECTIONS.every((section) => (rule[section]?.length ?? 0) === 0)) {
    const present = SECTIONS.find((section) => rule[section]) ?? 'ingress';
    const fix = `Write ${present}: [{}] to deny everything in that direction, or the rules that are meant.`;
    agent.refuse([...path, present], 'All sections of the rule are empty.', fix);
  }
  for (const section of SECTIONS) {
    rule[section]?.forEach((entry, index) =>
      validateEntry(entry, section, nodeSelector !== undefined, [...path, section, index], agent),
    );
  }
}

function validateEntry(
  entry: CiliumEntrySpec,
  section: Section,
  isHost: boolean,
  path: FieldPath,
  agent: AgentProblems,
): void {
  const filled = PEER_FIELDS[isIngress(section) ? 'ingress' : 'egress'].filter((field) => entry[field]?.length);
  if (filled.length > 1) {
    const fix =
      'Make an entry of each: entries of a list add up, and peers of different kinds in one cannot mean "and".';
    agent.refuse([...path, filled[1]!], `${filled.join(' and ')} stand in one entry.`, fix);
  }
  if (entry.toPorts?.length && entry.icmps?.length) {
    const fix = 'Make an entry with toPorts and one with icmps.';
    agent.refuse([...path, 'icmps'], 'toPorts and icmps stand in one entry.', fix);
  }
  for (const side of ['from', 'to'] as const) {
    entry[`${side}Endpoints`]?.forEach((one, i) => validateSelector(one, [...path, `${side}Endpoints`, i], agent));
    entry[`${side}CIDRSet`]?.forEach((one, i) => validateHoles(one, [...path, `${side}CIDRSet`, i], agent));
    if (entry[`${side}Nodes`]?.length) {
      const fix = `Name nodes as entities (host, remote-node), or turn the option enable-node-selector-labels on.`;
      agent.refuse([...path, `${side}Nodes`], 'Nodes are named by label, which is off by default.', fix);
    }
  }
  entry.toPorts?.forEach((ports, index) => validatePorts(ports, section, isHost, [...path, 'toPorts', index], agent));
}

function validateSelector(selector: LabelSelectorSpec | undefined, path: FieldPath, agent: AgentProblems): void {
  selector?.matchExpressions?.forEach(({ operator, values = [] }, index) => {
    const takesValues = operator === SelectorOperator.IN || operator === SelectorOperator.NOT_IN;
    const place = [...path, 'matchExpressions', index, 'values'];
    if (takesValues && values.length === 0) {
      const fix = `Give at least one value, or use ${operator === SelectorOperator.IN ? 'Exists' : 'DoesNotExist'}.`;
      agent.refuse(place, `The operator ${operator} needs values.`, fix);
    } else if (!takesValues && values.length > 0) {
      const fix = `Remove the values, or use ${operator === SelectorOperator.EXISTS ? 'In' : 'NotIn'}.`;
      agent.refuse(place, `The operator ${operator} takes no values.`, fix);
    }
  });
}

/** Of a hole only its first address is looked at. */
function validateHoles({ cidr, except = [] }: CidrRuleSpec, path: FieldPath, agent: AgentProblems): void {
  const block = cidr === undefined ? undefined : parseCidrText(cidr);
  if (!block) return;
  except.forEach((text, index) => {
    const hole = parseCidrText(text);
    const shift = BigInt((block.family === 4 ? 32 : 128) - block.prefix);
    if (!hole || (hole.family === block.family && hole.base >> shift === block.base >> shift)) return;
    const fix = `Except only parts of ${cidr}; what lies outside is not matched by this block anyway.`;
    agent.refuse([...path, 'except', index], `${quote(text)} does not lie in ${quote(cidr)}.`, fix, text);
  });
}

function validatePorts(
  rule: PortRuleSpec,
  section: Section,
  isHost: boolean,
  path: FieldPath,
  agent: AgentProblems,
): void {
  const { ports = [], rules, serverNames = [], listener, terminatingTLS } = rule;
  ports.forEach(({ port = '', protocol }, index) => {
    const place = [...path, 'ports', index];
    const read = parsePortText(port);
    if (!read) {
      const fix = 'Write a number from 0 to 65535 in quotes, or the name of a container port.';
      agent.refuse([...place, 'port'], `${quote(port)} is no port.`, fix, port);
    } else if ((protocol === 'VRRP' || protocol === 'IGMP') && !('number' in read && read.number === 0)) {
      agent.refuse([...place, 'port'], `${protocol} has no ports.`, 'Write port: "0".', port);
    }
  });
  const layerSeven = rules && kindsIn(rules)[0];
  if (listener && (isIngress(section) || layerSeven)) {
    const message = layerSeven ? 'A listener stands beside layer 7 rules.' : 'A listener stands in an ingress rule.';
    agent.refuse([...path, 'listener'], message, 'Use it in an egress rule without other layer 7 rules.');
  }
  if (serverNames.length > 0 && layerSeven && !terminatingTLS) {
    const fix = 'Add terminatingTLS, or remove one of the two.';
    agent.refuse([...path, 'serverNames'], 'serverNames stand beside layer 7 rules without terminatingTLS.', fix);
  }
  serverNames.forEach((name, index) => {
    if (name !== '') return;
    agent.refuse([...path, 'serverNames', index], 'A server name is empty.', 'Write a name, or remove the entry.');
  });
  if (rules && layerSeven) validateLayerSeven(rules, rule, section, isHost, path, agent);
}

/** The kinds of layer 7 rules that are there. */
function kindsIn({ http, kafka, dns, l7proto }: LayerSevenSpec): ('http' | 'kafka' | 'dns' | 'l7proto')[] {
  const kinds = { http: http?.length, kafka: kafka?.length, dns: dns?.length, l7proto } as const;
  return (Object.keys(kinds) as (keyof typeof kinds)[]).filter((kind) => kinds[kind]);
}

function validateLayerSeven(
  rules: LayerSevenSpec,
  { ports = [] }: PortRuleSpec,
  section: Section,
  isHost: boolean,
  path: FieldPath,
  agent: AgentProblems,
): void {
  const [kind] = kindsIn(rules);
  const place = [...path, 'rules', kind!];
  if (ports.length === 0) {
    agent.refuse(place, 'Layer 7 rules stand without ports.', 'Write the ports that they are for.');
  }
  ports.forEach((port, index) => {
    const where = [...path, 'ports', index];
    const read = parsePortText(port.port ?? '');
    if (read && 'number' in read && read.number === 0) {
      agent.refuse([...where, 'port'], 'Layer 7 rules stand beside port 0.', 'Write the port that they are for.');
    }
    if (kind === 'dns') {
      if ((port.endPort ?? 0) > 0) {
        agent.refuse([...where, 'endPort'], 'DNS rules stand beside a range of ports.', 'Write port: "53".');
      }
    } else if (protocolsOf(port).some((protocol) => protocol !== Protocol.TCP)) {
      const fix = 'Write protocol: TCP; left out, it means every protocol.';
      agent.refuse([...where, 'protocol'], `Rules of the kind ${kind} are for TCP only.`, fix);
    }
  });
  if (kind === 'dns' && isIngress(section)) {
    agent.refuse(place, 'DNS rules stand in an ingress rule.', 'Write them under egress of the pods that ask.');
  }
  if (isHost && (isIngress(section) || kind === 'http' || kind === 'kafka')) {
    agent.refuse(place, 'Layer 7 rules are not for nodes.', 'Remove them, or select pods.');
  }
  rules.http?.forEach((request, index) => {
    for (const field of ['method', 'path', 'host'] as const) {
      const pattern = request[field];
      if (pattern === undefined || compiles(pattern)) continue;
      const fix = 'Write an extended regular expression, for example /public/.*';
      agent.refuse([...path, 'rules', 'http', index, field], `${quote(pattern)} is no pattern.`, fix, pattern);
    }
  });
}

/** Whether a text is a regular expression. It is never run. */
function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
