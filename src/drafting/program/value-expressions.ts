import {
  IpBlockSpec,
  LabelSelectorSpec,
  NetworkPolicyPortSpec,
  NetworkPolicySpec,
  PolicyType,
  SelectorOperator,
} from '../../model/network-policy';
import { Port } from '../../model/port';
import { Protocol } from '../../model/protocol';
import { Expression, call, list, literal, make, member, record, texts } from '../source/expression';

/** How the value classes of the library are written. */

export function selectorExpression(selector: LabelSelectorSpec): Expression {
  const labels = selector.matchLabels ?? {};
  const start =
    Object.keys(labels).length > 0
      ? call('LabelSelector', 'labels', texts(labels))
      : call('LabelSelector', 'everything');
  return (selector.matchExpressions ?? []).reduce((chosen, { key, operator, values = [] }) => {
    const method = METHODS[operator];
    const takesValues = operator === SelectorOperator.IN || operator === SelectorOperator.NOT_IN;
    return call(chosen, method, literal(key), ...(takesValues ? [list(values.map(literal))] : []));
  }, start);
}

const METHODS: { readonly [operator in SelectorOperator]: string } = {
  [SelectorOperator.IN]: 'withIn',
  [SelectorOperator.NOT_IN]: 'withNotIn',
  [SelectorOperator.EXISTS]: 'withExists',
  [SelectorOperator.DOES_NOT_EXIST]: 'withDoesNotExist',
};

const SINGLE: { readonly [protocol in Protocol]: string } = {
  [Protocol.TCP]: 'tcp',
  [Protocol.UDP]: 'udp',
  [Protocol.SCTP]: 'sctp',
};
const WHOLE: { readonly [protocol in Protocol]: string } = {
  [Protocol.TCP]: 'allTcp',
  [Protocol.UDP]: 'allUdp',
  [Protocol.SCTP]: 'allSctp',
};

/** @throws InvalidInput for an entry that the API server would refuse */
export function portExpression(entry: NetworkPolicyPortSpec): Expression {
  const { protocol, first, last, name } = Port.fromManifest(entry);
  if (name !== undefined) {
    return protocol === Protocol.TCP
      ? call('Port', 'named', literal(name))
      : call('Port', 'named', literal(name), member('Protocol', protocol));
  }
  if (first === undefined || last === undefined) return call('Port', WHOLE[protocol]);
  if (first === last) return call('Port', SINGLE[protocol], literal(first));
  return call('Port', `${SINGLE[protocol]}Range`, literal(first), literal(last));
}

export const cidrExpression = (block: string): Expression => call('Cidr', 'of', literal(block));

export function blockExpression({ cidr, except = [] }: IpBlockSpec): Expression {
  const holes = except.length > 0 ? [list(except.map(cidrExpression))] : [];
  return call('Peer', 'block', cidrExpression(cidr), ...holes);
}

export function directionExpression(direction: PolicyType): Expression {
  return member('PolicyType', direction === PolicyType.INGRESS ? 'INGRESS' : 'EGRESS');
}

/** A whole spec, with the enumerations that its type asks for. */
export function specExpression(spec: NetworkPolicySpec): Expression {
  return plain(spec, '');
}

/** @param field the field whose value it is, or in whose list it stands */
function plain(value: unknown, field: string): Expression {
  if (Array.isArray(value)) return list(value.map((item) => plain(item, field)));
  if (typeof value === 'object' && value !== null) {
    if (field === 'matchLabels') return texts(value as Record<string, string>);
    return record(
      Object.fromEntries(
        Object.entries(value)
          .filter(([, one]) => one !== undefined && one !== null)
          .map(([key, one]) => [key, plain(one, key)]),
      ),
    );
  }
  if (field === 'policyTypes') return directionExpression(value as PolicyType);
  if (field === 'protocol') return member('Protocol', value as Protocol);
  if (field === 'operator') {
    return member('SelectorOperator', Object.entries(SelectorOperator).find(([, one]) => one === value)![0]);
  }
  return literal(value as string | number | boolean);
}

/** `new` with a construct's scope, id and options, which are left out where there are none. */
export function construct(
  className: Parameters<typeof make>[0],
  scope: Expression,
  id: string,
  options: Expression,
): Expression {
  const given = options.kind === 'record' && options.fields.length === 0 ? [] : [options];
  return make(className, scope, literal(id), ...given);
}
