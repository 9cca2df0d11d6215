import { ArgoDeliveryProps } from './argo-delivery-props';
import { PartPlace } from './delivered-part';
import { checkOutputPath, checkRepoUrl } from './delivery-checks';
import { InvalidInput } from '../model/invalid-input';

export const ARGO_API_VERSION = 'argoproj.io/v1alpha1';

/** Checked and filled in. */
export type ArgoSource = Required<ArgoDeliveryProps>;

/** @throws InvalidInput if an address or path is not valid */
export function argoSource(props: ArgoDeliveryProps): ArgoSource {
  for (const [what, text] of Object.entries({ revision: props.revision, project: props.project })) {
    if (text?.trim() === '') throw new InvalidInput(`The ${what} is empty.`, 'Leave it out, or name one.');
  }
  return {
    repoUrl: checkRepoUrl(props.repoUrl),
    revision: props.revision ?? 'HEAD',
    outputPath: checkOutputPath(props.outputPath ?? '.'),
    project: props.project ?? 'default',
    automated: props.automated ?? true,
    prune: props.prune ?? true,
  };
}

/**
 * The spec of an Application.
 *
 * - Server-side apply: the fields of others on the same object are left alone.
 * - Pruned last: what replaces a policy is there before the policy goes.
 * - A resource that another Application manages is an error, not a tug-of-war.
 * - Where there is nothing to apply at the moment, automatic sync has to be told that this is meant (`allowEmpty`), or
 *   the last policies would stay, the companion of a rollout among them.
 * - No finalizer anywhere: deleting the Application must not delete policies, which would open the namespace.
 *
 * Sources: Argo CD, docs/user-guide/sync-options.md, auto_sync.md and app_deletion.md.
 */
export function applicationSpec(
  { repoUrl, revision, project, automated, prune }: ArgoSource,
  { path, include }: PartPlace,
  destination: { readonly name?: string; readonly server?: string },
  isEmpty: boolean,
): object {
  return {
    project,
    source: { repoURL: repoUrl, targetRevision: revision, path, ...(include && { directory: { include } }) },
    destination,
    syncPolicy: {
      ...(automated && { automated: { prune, selfHeal: true, ...(prune && isEmpty && { allowEmpty: true }) } }),
      syncOptions: ['ServerSideApply=true', 'PruneLast=true', 'FailOnSharedResource=true'],
    },
  };
}
