import { Workload } from '../../manifests/inventory';
import { Labels } from '../../model/label-selector';
import { LabelSelectorSpec, SelectorOperator } from '../../model/network-policy';
import { PodsOfCluster, commonLabels } from '../program/pods-of-cluster';

/** Labels that change although the pods stay what they are, and those that controllers write for themselves. */
const VOLATILE = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'job-name',
  'controller-uid',
  'helm.sh/chart',
  'chart',
  'heritage',
  'app.kubernetes.io/version',
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/created-by',
  'version',
  'istio.io/rev',
  'service.istio.io/canonical-revision',
  'security.istio.io/tlsMode',
]);
const VOLATILE_PREFIXES = ['batch.kubernetes.io/', 'topology.', 'sidecar.', 'linkerd.io/'];

/** Commit ids, hashes and times: another release has others. */
const PASSING_VALUE = /^(?:[0-9a-f]{7,64}|\d{8,14}|v?\d+\.\d+\.\d+.*)$/;

/** The labels by which people tell pods apart, the first that say most. */
const PREFERRED = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/component',
  'app',
  'k8s-app',
];

/** Kept wherever it stands: a second release of a chart may come. */
const INSTANCE = 'app.kubernetes.io/instance';

/** Versions that stay for years, by which people tell two deployments of one application apart. */
const MAJOR = /^v?\d{1,3}$/;

const HASHES = new Set(['pod-template-hash', 'controller-revision-hash', 'job-name', 'controller-uid']);

/** Combinations of more labels than this are not tried one by one. */
const MOST_TRIED = 3;

/** How pods are chosen, and which others are chosen with them since no label tells them apart. */
export interface ChosenPods {
  readonly selector: LabelSelectorSpec;
  readonly alike: readonly Workload[];
}

/**
 * The smallest selector of labels that last which chooses a workload and nothing else of its namespace.
 *
 * @returns undefined where its pods have no label that lasts
 */
export function stableSelector(workload: Workload, pods: PodsOfCluster): ChosenPods | undefined {
  const labels = lasting(commonLabels(workload));
  const keys = Object.keys(labels).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  if (keys.length === 0) return undefined;
  const others = (chosen: readonly string[]) =>
    pods.chosenBy(workload.namespace, { matchLabels: pick(labels, chosen) }).filter((one) => one !== workload);
  const own = controllerChoice(workload);
  if (own && pods.chosenBy(workload.namespace, { matchLabels: own }).length === 1) {
    return { selector: { matchLabels: own }, alike: [] };
  }
  const found = combinations(keys).find((chosen) => others(chosen).length === 0);
  if (found) return { selector: { matchLabels: pick(labels, found) }, alike: [] };
  const { version } = commonLabels(workload);
  const versioned = { ...pick(labels, keys), ...(version !== undefined && MAJOR.test(version) && { version }) };
  if (pods.chosenBy(workload.namespace, { matchLabels: versioned }).length === 1) {
    return { selector: { matchLabels: versioned }, alike: [] };
  }
  return without(pick(labels, keys), others(keys), workload, pods);
}

export function lasting(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([key, value]) =>
        value !== '' &&
        !VOLATILE.has(key) &&
        !key.endsWith('/version') &&
        !VOLATILE_PREFIXES.some((prefix) => key.startsWith(prefix)) &&
        !PASSING_VALUE.test(value),
    ),
  );
}

/** What its controller asks for, which cannot change while it is there; none where it asks for what a release changes. */
function controllerChoice(workload: Workload): { [key: string]: string } | undefined {
  const spec = workload.podGroups[0]?.document.object.spec as { readonly selector?: LabelSelectorSpec } | undefined;
  const asked = spec?.selector?.matchLabels ?? {};
  const labels = commonLabels(workload);
  const isTrue = Object.entries(asked).every(([key, value]) => labels[key] === value && !HASHES.has(key));
  if (!isTrue || Object.keys(asked).length === 0 || Object.values(asked).some((value) => PASSING_VALUE.test(value))) {
    return undefined;
  }
  const instance = lasting(labels)[INSTANCE];
  return { ...asked, ...(instance !== undefined && { [INSTANCE]: instance }) };
}

/** One label, two, three, and all of them. */
function combinations(keys: readonly string[]): (readonly string[])[] {
  const always = keys.includes(INSTANCE) ? [INSTANCE] : [];
  const sets: (readonly string[])[] = [];
  const grow = (chosen: readonly string[], from: number, size: number): void => {
    if (chosen.length === size) {
      sets.push(withAll(chosen, always));
      return;
    }
    for (let index = from; index < keys.length; index++) grow([...chosen, keys[index]!], index + 1, size);
  };
  for (let size = 1; size <= Math.min(MOST_TRIED, keys.length); size++) grow([], 0, size);
  return [...sets, keys];
}

const withAll = (chosen: readonly string[], always: readonly string[]) => [...new Set([...chosen, ...always])];

/** Others carry all of its labels: they are told apart by one that they have beside these, if they have one. */
function without(
  matchLabels: { readonly [key: string]: string },
  others: readonly Workload[],
  workload: Workload,
  pods: PodsOfCluster,
): ChosenPods {
  const keys = new Set(others.flatMap((other) => Object.keys(lasting(commonLabels(other)))));
  for (const key of [...keys].filter((one) => !Object.hasOwn(matchLabels, one)).sort()) {
    const selector: LabelSelectorSpec = {
      matchLabels: { ...matchLabels },
      matchExpressions: [{ key, operator: SelectorOperator.DOES_NOT_EXIST }],
    };
    const chosen = pods.chosenBy(workload.namespace, selector);
    if (chosen.length === 1 && chosen[0] === workload) return { selector, alike: [] };
  }
  return { selector: { matchLabels: { ...matchLabels } }, alike: others };
}

const rank = (key: string) => (PREFERRED.includes(key) ? PREFERRED.indexOf(key) : PREFERRED.length);

function pick(labels: Labels, keys: readonly string[]): { [key: string]: string } {
  return Object.fromEntries([...keys].sort().map((key) => [key, labels[key]!]));
}
