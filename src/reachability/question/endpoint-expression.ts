import { AddressRange, rangeOf } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { InvalidInput } from '../../model/invalid-input';
import { highestAddress, tryParseIpAddress } from '../../model/ip-address';
import { labelKeyProblems, labelNameProblems, labelValueProblems } from '../../model/kubernetes-names';
import { Labels } from '../../model/label-selector';

/** One end of a question, as somebody wrote it. */
export type EndpointExpression = NamedPods | NamespacePods | ImaginedPods | Addresses | NamedService;

/** `namespace/name`: a workload or a single pod; with `[Kind]` behind it only the workload of that kind. */
export interface NamedPods {
  readonly kind: 'named';
  readonly text: string;
  readonly namespace: string;
  readonly name: string;
  readonly workloadKind?: string;
}

/** `service/namespace/name`: whatever is behind a Service, asked about by the ports of the Service. */
export interface NamedService {
  readonly kind: 'service';
  readonly text: string;
  readonly namespace: string;
  readonly name: string;
}

/** `namespace/*`: every pod of a namespace. */
export interface NamespacePods {
  readonly kind: 'namespace';
  readonly text: string;
  readonly namespace: string;
}

/** `namespace:{app=web,tier=front}`: a pod with these labels, which need not exist. */
export interface ImaginedPods {
  readonly kind: 'imagined';
  readonly text: string;
  readonly namespace: string;
  readonly labels: Labels;
}

/** An address, a block, or a range `first-last` as reports write it: outside the cluster. */
export interface Addresses {
  readonly kind: 'addresses';
  readonly text: string;
  readonly range: AddressRange;
}

const FORMS =
  'Write namespace/name for a workload or pod, service/namespace/name for what is behind a Service, namespace/* for all pods of a namespace, an IP address or block such as 203.0.113.0/24, or namespace:{app=web} for a pod that need not exist.';

/**
 * Reads one end of a question. Whether such pods exist is another matter: see {@link findEnds}.
 *
 * @throws InvalidInput for what has none of the known forms
 */
export function parseEndpoint(text: string): EndpointExpression {
  const trimmed = text.trim();
  const imagined = /^([^/:{}]*):\{(.*)\}$/s.exec(trimmed);
  if (imagined) {
    const namespace = checkedNamespace(imagined[1]!, text);
    return { kind: 'imagined', text: trimmed, namespace, labels: parseLabels(imagined[2]!, text) };
  }
  const range = tryParseAddresses(trimmed);
  if (range) return { kind: 'addresses', text: trimmed, range };

  const service = /^service\/([^/]*)\/([^/[\]{}]+)$/.exec(trimmed);
  if (service) {
    return { kind: 'service', text: trimmed, namespace: checkedNamespace(service[1]!, text), name: service[2]! };
  }
  const named = /^([^/]*)\/([^/[\]{}]+)(?:\[([A-Za-z0-9]+)\])?$/.exec(trimmed);
  if (!named) throw new InvalidInput(`${JSON.stringify(text)} is no endpoint.`, FORMS);
  const namespace = checkedNamespace(named[1]!, text);
  const [, , name, workloadKind] = named;
  if (name === '*') {
    if (workloadKind === undefined) return { kind: 'namespace', text: trimmed, namespace };
    throw new InvalidInput(
      `${JSON.stringify(text)} names a kind but no workload.`,
      `Write ${namespace}/* for all pods.`,
    );
  }
  return {
    kind: 'named',
    text: trimmed,
    namespace,
    name: name!,
    ...(workloadKind === undefined ? {} : { workloadKind }),
  };
}

function tryParseAddresses(text: string): AddressRange | undefined {
  const single = tryParseIpAddress(text);
  if (single) return { family: single.family, first: single.value, last: single.value };
  const [before = ''] = text.split('/');
  if (before !== text && (tryParseIpAddress(before) || before.includes(':'))) return rangeOf(Cidr.of(text));
  const [first, last] = text.split('-').map((part) => tryParseIpAddress(part));
  if (!first || !last || text.split('-').length !== 2) return undefined;
  if (first.family !== last.family || first.value > last.value || last.value > highestAddress(first.family)) {
    throw new InvalidInput(
      `${JSON.stringify(text)} is no range of addresses.`,
      'Write the lower address first, of one family.',
    );
  }
  return { family: first.family, first: first.value, last: last.value };
}

function parseLabels(list: string, text: string): Labels {
  const labels = Object.create(null) as Record<string, string>;
  if (list.trim() === '') return labels;
  for (const pair of list.split(',')) {
    const [key = '', value, ...rest] = pair.split('=').map((part) => part.trim());
    if (value === undefined || rest.length > 0) {
      throw new InvalidInput(
        `${JSON.stringify(pair.trim())} in ${JSON.stringify(text)} is no label.`,
        'Write the labels of the pod as key=value, with commas between them.',
      );
    }
    const problems = [
      ...labelKeyProblems(key).map((p) => `key ${p}`),
      ...labelValueProblems(value).map((p) => `value ${p}`),
    ];
    if (problems.length > 0) {
      throw new InvalidInput(
        `No pod can have the label ${JSON.stringify(pair.trim())}: its ${problems.join(', its ')}.`,
        'Write the label as it stands on pods.',
      );
    }
    if (Object.hasOwn(labels, key)) {
      throw new InvalidInput(
        `The label ${JSON.stringify(key)} stands twice in ${JSON.stringify(text)}.`,
        'Keep one of them.',
      );
    }
    labels[key] = value;
  }
  return labels;
}

function checkedNamespace(namespace: string, text: string): string {
  const problems = labelNameProblems(namespace);
  if (problems.length === 0) return namespace;
  throw new InvalidInput(
    `${JSON.stringify(text)} is no endpoint: the namespace ${JSON.stringify(namespace)} ${problems.join(', and ')}.`,
    FORMS,
  );
}
