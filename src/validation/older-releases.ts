import { rulesOf } from './kubernetes-version';

/**
 * What answers about reachability count on, with the release that turned it on by default. See
 * https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates-removed/ for the gates
 * NamespaceDefaultLabelName, NetworkPolicyEndPort, PodIndexLabel and SidecarContainers.
 */
const SINCE: readonly (readonly [minor: number, what: string])[] = [
  [21, 'every namespace has the label kubernetes.io/metadata.name'],
  [22, 'the endPort of a rule counts'],
  [28, 'pods of a StatefulSet have the label apps.kubernetes.io/pod-index'],
  [29, 'init containers with restartPolicy: Always keep running, and with them their ports'],
];

/**
 * What an older release does not do although answers about reachability count on it.
 *
 * @throws InvalidInput for a release this library does not know
 */
export function missingBefore(version: string | undefined): string[] {
  rulesOf(version);
  const minor = Number(version?.split('.')[1] ?? Infinity);
  return SINCE.flatMap(([since, what]) => (minor < since ? `${what} (since 1.${since})` : []));
}
