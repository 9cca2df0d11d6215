import { AKS } from './aks';
import { DistributionFacts } from './distribution-facts';
import { EKS } from './eks';
import { GARDENER } from './gardener';
import { GKE_DATAPLANE_V1, GKE_DATAPLANE_V2 } from './gke';
import { KUBEADM } from './kubeadm';
import { OPENSHIFT } from './openshift';
import { K3S, RKE2 } from './rancher';
import { closestWord } from '../../model/closest-word';
import { InvalidInput } from '../../model/invalid-input';

/** Every kind of cluster that is known, in the order in which documents show them. */
export const DISTRIBUTIONS: readonly DistributionFacts[] = [
  KUBEADM,
  EKS,
  GKE_DATAPLANE_V2,
  GKE_DATAPLANE_V1,
  AKS,
  OPENSHIFT,
  K3S,
  RKE2,
  GARDENER,
];

/**
 * What is known about a kind of cluster, by its name on the command line.
 *
 * @throws InvalidInput for a name that is not known
 */
export function distributionCalled(name: string): DistributionFacts {
  const found = DISTRIBUTIONS.find((distribution) => distribution.name === name.toLowerCase());
  if (found) return found;
  const names = DISTRIBUTIONS.map((distribution) => distribution.name);
  const closest = closestWord(name.toLowerCase(), names);
  throw new InvalidInput(
    `${JSON.stringify(name)} is no platform that is known here.`,
    `${closest ? `Did you mean ${closest}? ` : ''}Write one of ${names.join(', ')}.`,
  );
}
