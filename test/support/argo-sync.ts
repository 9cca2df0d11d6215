import { PolicyState } from './transition-states';
import { readTexts } from '../../src/manifests/read-manifests';
import { KubernetesObject } from '../../src/model/kubernetes-object';
import type { TransitionMove, TransitionStep } from '../../src/reachability/change/transition';

type Move = Pick<TransitionMove, 'action' | 'namespace' | 'name' | 'document'>;

/** Objects that are applied or pruned in no particular order. */
export interface UnorderedMoves {
  readonly moves: readonly Move[];
}

/** Everything that differs between two states, at once: what an engine without any order does. */
export function allAtOnce(live: PolicyState, target: PolicyState): UnorderedMoves {
  const applied = [...target].filter(([key, object]) => JSON.stringify(live.get(key)) !== JSON.stringify(object));
  const pruned = [...live].filter(([key]) => !target.has(key));
  return {
    moves: [...applied.map(([key, o]) => move('apply', key, o)), ...pruned.map(([key, o]) => move('prune', key, o))],
  };
}

/** First whatever is applied, then whatever is pruned: Flux, and `kubectl apply --prune`. */
export function applyThenPrune(live: PolicyState, target: PolicyState): UnorderedMoves[] {
  const { moves } = allAtOnce(live, target);
  return (['apply', 'prune'] as const).map((action) => ({ moves: moves.filter((one) => one.action === action) }));
}

/**
 * One sync of one Argo CD Application: wave by wave, in each wave pruning before applying. Pruning takes the waves in
 * reverse, by swapping them among what is pruned, and what has `PruneLast` goes after the last wave. Written after
 * gitops-engine/pkg/sync/sync_context.go.
 */
export function argoSync(live: PolicyState, target: PolicyState): UnorderedMoves[] {
  const { moves } = allAtOnce(live, target);
  const pruneWaves = [...new Set(moves.filter(isPrune).map(({ document }) => waveOf(document.object)))].sort(ascending);
  const mirrored = new Map(pruneWaves.map((wave, index) => [wave, pruneWaves[pruneWaves.length - 1 - index]!]));
  const early = moves.map((one) => {
    const wave = waveOf(one.document.object);
    return { one, wave: isPrune(one) ? mirrored.get(wave)! : wave };
  });
  const last = Math.max(0, ...early.map(({ wave }) => wave)) + 1;
  const waves = early.map(({ one, wave }) => ({
    one,
    wave: isPrune(one) && prunesLast(one.document.object) ? last : wave,
  }));
  return [...new Set(waves.map(({ wave }) => wave))].sort(ascending).flatMap((wave) => {
    const own = waves.filter((entry) => entry.wave === wave).map(({ one }) => one);
    return [{ moves: own.filter(isPrune) }, { moves: own.filter((one) => !isPrune(one)) }];
  });
}

export function asStep({ moves }: UnorderedMoves): TransitionStep {
  return { kind: 'add', moves: moves.map((one) => ({ ...one, role: 'new', temporary: false })) };
}

function move(action: Move['action'], key: string, object: KubernetesObject): Move {
  const [namespace, name] = key.split('/') as [string, string];
  return { action, namespace, name, document: { object, origin: {}, positionOf: () => undefined } };
}

function isPrune({ action }: Move): boolean {
  return action === 'prune';
}

function waveOf({ metadata }: KubernetesObject): number {
  return Number(metadata?.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
}

function prunesLast({ metadata }: KubernetesObject): boolean {
  return (metadata?.annotations?.['argocd.argoproj.io/sync-options'] ?? '').split(',').includes('PruneLast=true');
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** What is in Git: the output of synth, by path. */
export type Repository = Readonly<Record<string, string>>;

/**
 * What an engine finds in its folder. Argo CD takes the files of one folder that its pattern names, or what the
 * kustomization names; Flux takes what the kustomization names, or every YAML file below.
 *
 * @returns undefined where the folder does not exist, which Git has no empty ones of; then nothing is applied or pruned
 */
export function objectsAt(repository: Repository, path: string, include?: string): KubernetesObject[] | undefined {
  const base = path === '.' || path === './' ? '' : `${path.replace(/^\.\//, '').replace(/\/$/, '')}/`;
  const below = Object.keys(repository).filter((file) => file.startsWith(base) && /\.ya?ml$/.test(file));
  if (below.length === 0) return undefined;
  const read = (files: string[]) =>
    readTexts(files.map((file) => ({ file, text: repository[file]! }))).documents.map(({ object }) => object);
  if (include !== undefined) {
    const [start, end] = include.split('*') as [string, string?];
    return read(
      below.filter((file) => {
        const name = file.slice(base.length);
        return !name.includes('/') && (end === undefined ? name === start : name.endsWith(end));
      }),
    );
  }
  if (!(`${base}kustomization.yaml` in repository)) return read(below);
  const [kustomization] = read([`${base}kustomization.yaml`]) as unknown as { resources: string[] }[];
  return kustomization!.resources.flatMap((resource) =>
    resource.endsWith('.yaml') ? read([base + resource]) : objectsAt(repository, base + resource)!,
  );
}

/** What is left of the live objects of an engine after it has followed what is in Git. */
export function liveAfter(
  live: readonly KubernetesObject[],
  target: readonly KubernetesObject[] | undefined,
  engine: { readonly prune: boolean; readonly allowEmpty: boolean },
): readonly KubernetesObject[] {
  if (target === undefined) return live;
  // Argo CD does not remove the last objects of an Application by itself, unless it is told that this is meant.
  if (!engine.prune || (target.length === 0 && !engine.allowEmpty)) return [...new Set([...live, ...target])];
  return target;
}
