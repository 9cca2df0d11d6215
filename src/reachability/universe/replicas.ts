import { Vocabulary } from './vocabulary';
import { OrdinalRange, PodGroup } from '../../manifests/inventory';
import { POD_INDEX_LABEL, POD_NAME_LABEL } from '../../model/controller-labels';
import { Labels, UNKNOWN_LABEL_VALUE } from '../../model/label-selector';

/** As many replicas are looked at one by one, where selectors test parts of their names. */
const MOST_SINGLED = 200;

/** Replicas with the labels they have in common. */
export interface Replicas {
  readonly labels: Labels;
  /** The one replica that selectors single out; undefined for all that they do not. */
  readonly ordinal?: number;
}

/**
 * The replicas of a StatefulSet, as far as selectors tell them apart: each one that some selector names by a label of
 * its own, and the others together, however many they are.
 */
export function replicasOf(
  setName: string,
  group: PodGroup,
  { first, count, hasIndexLabel }: OrdinalRange,
  vocabulary: Vocabulary,
): Replicas[] {
  const singled = new Set<number>();
  const byText = [POD_NAME_LABEL, ...(hasIndexLabel ? [POD_INDEX_LABEL] : [])].filter((key) =>
    vocabulary.podTexts.has(key),
  );
  // Each replica may be another case of a test of a part of its name; of very many, nobody can tell.
  if (byText.length > 0 && count <= MOST_SINGLED) for (let i = 0; i < count; i++) singled.add(first + i);
  for (const name of vocabulary.podValues.get(POD_NAME_LABEL) ?? []) {
    if (name.startsWith(`${setName}-`)) addOrdinal(singled, name.slice(setName.length + 1), first, count);
  }
  if (hasIndexLabel) {
    for (const index of vocabulary.podValues.get(POD_INDEX_LABEL) ?? []) addOrdinal(singled, index, first, count);
  }

  const replicas: Replicas[] = [...singled]
    .sort((a, b) => a - b)
    .map((ordinal) => ({ labels: labelsOf(setName, group, ordinal), ordinal }));
  if (singled.size < count) {
    let other = first;
    while (singled.has(other)) other++;
    const labels = labelsOf(setName, group, other);
    const unknown = Object.fromEntries(byText.map((key) => [key, UNKNOWN_LABEL_VALUE]));
    replicas.push({ labels: byText.length === 0 ? labels : { ...labels, ...unknown } });
  }
  return replicas;
}

/** The labels of one replica. */
export function labelsOf(setName: string, group: PodGroup, ordinal: number): Labels {
  const named = { ...group.labels, [POD_NAME_LABEL]: `${setName}-${ordinal}` };
  return group.ordinals?.hasIndexLabel ? { ...named, [POD_INDEX_LABEL]: String(ordinal) } : named;
}

function addOrdinal(ordinals: Set<number>, text: string, first: number, count: number): void {
  const ordinal = /^(0|[1-9]\d*)$/.test(text) ? Number(text) : NaN;
  if (ordinal >= first && ordinal < first + count) ordinals.add(ordinal);
}
