import { ApiObject } from 'cdk8s';
import { ObjectMetadata } from '../model/kubernetes-object';

/**
 * The order in which Argo CD brings the objects of one Application into a cluster.
 *
 * Waves are applied from low to high. Within a wave Argo CD prunes before it applies, so what takes the place of an
 * obsolete policy would come too late; `PruneLast` moves the pruning behind every wave.
 *
 * Source: argoproj/argo-cd, docs/user-guide/sync-waves.md, docs/user-guide/sync-options.md and
 * gitops-engine/pkg/sync/sync_context.go
 */
export enum SyncWave {
  NAMESPACE = -40,
  COMPANION = -30,
  ALLOW = -20,
  DENY = -10,
}

const WAVE_ANNOTATION = 'argocd.argoproj.io/sync-wave';
const OPTIONS_ANNOTATION = 'argocd.argoproj.io/sync-options';
const PRUNE_LAST = 'PruneLast=true';

/** Puts a policy into a wave, and has it pruned when everything else is in place. */
export function orderPolicy(policy: ApiObject, wave: SyncWave): void {
  putInWave(policy, wave);
  pruneLast(policy);
}

/** Puts an object into a wave, unless somebody else has. */
export function putInWave(object: ApiObject, wave: SyncWave): void {
  const { annotations = {} } = object.metadata.toJson() as ObjectMetadata;
  if (annotations[WAVE_ANNOTATION] !== undefined) return;
  object.metadata.addAnnotation(WAVE_ANNOTATION, String(wave));
}

function pruneLast(object: ApiObject): void {
  const { annotations = {} } = object.metadata.toJson() as ObjectMetadata;
  const options = (annotations[OPTIONS_ANNOTATION] ?? '').split(',').map((option) => option.trim());
  if (options.some((option) => option.startsWith('PruneLast='))) return;
  object.metadata.addAnnotation(OPTIONS_ANNOTATION, [...options.filter(Boolean), PRUNE_LAST].join(','));
}
