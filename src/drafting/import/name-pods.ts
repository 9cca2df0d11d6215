import { LabelSelectorSpec } from '../../model/network-policy';
import { DraftedWorkload, NamespaceFile } from '../program/namespace-file';
import { PodsOfCluster, portsOf } from '../program/pods-of-cluster';

/** Labels that tell what pods are called, the first that is there. */
const NAMING = ['app.kubernetes.io/name', 'app', 'k8s-app', 'name', 'run', 'component', 'app.kubernetes.io/component'];

const LONGEST = 50;

/** Declares the pods that a policy selects, or names as a peer, under a name that people know them by. */
export function declareSelected(
  file: NamespaceFile,
  selector: LabelSelectorSpec,
  pods: PodsOfCluster,
  fallback: string,
): DraftedWorkload {
  const chosen = pods.chosenBy(file.namespace, selector);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  return file.declare(selector, {
    name: only?.name ?? nameFrom(selector) ?? fallback,
    ...(only && { ports: portsOf(only) }),
  });
}

/** A name made of the values that a selector asks for. */
export function nameFrom({ matchLabels = {}, matchExpressions = [] }: LabelSelectorSpec): string | undefined {
  const rank = (key: string) => (NAMING.includes(key) ? NAMING.indexOf(key) : NAMING.length);
  const keys = Object.keys(matchLabels).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const values = keys.map((key) => matchLabels[key]!);
  const asked = values.length > 0 ? values : matchExpressions.flatMap(({ key, values: some = [] }) => [key, ...some]);
  const distinct = [...new Set(asked)];
  const text = distinct.join('-');
  // Where all of them are too much, the first says most.
  const short = text.length > LONGEST ? distinct[0]!.slice(0, LONGEST) : text;
  return short === '' ? undefined : short;
}
