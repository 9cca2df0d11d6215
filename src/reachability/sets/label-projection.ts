import { labelKey } from './label-index';
import { Labels } from '../../model/label-selector';

/** Labels without those that no selector mentions. Equal ones of one projection are the same object. */
export interface ProjectedLabels {
  readonly id: number;
  readonly labels: Labels;
}

/** Labels as far as they are read, one step for each label that counts. */
class Step {
  public projected?: ProjectedLabels;
  private readonly next = new Map<string, Map<string, Step>>();

  public constructor(
    private readonly before: Step | undefined,
    private readonly key: string,
    private readonly value: string,
  ) {}

  public to(key: string, value: string): Step {
    let byValue = this.next.get(key);
    if (!byValue) this.next.set(key, (byValue = new Map()));
    let step = byValue.get(value);
    if (!step) byValue.set(value, (step = new Step(this, key, value)));
    return step;
  }

  /** The labels on the way, in the order of their keys. */
  public toLabels(): Labels {
    const entries: [string, string][] = [];
    for (let step: Step = this; step.before; step = step.before) entries.push([step.key, step.value]);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    const labels = Object.create(null) as Record<string, string>;
    for (const [key, value] of entries) labels[key] = value;
    return labels;
  }
}

/**
 * Reduces labels to the keys that count. Large clusters repeat a few sets of labels, which are found by walking from
 * label to label, without making anything for a pod.
 */
export class LabelProjection {
  private readonly start = new Step(undefined, '', '');
  /** The same labels in another order are another way to the same set. */
  private readonly bySet = new Map<string, ProjectedLabels>();

  public constructor(private readonly keys: ReadonlySet<string>) {}

  public of(labels: Labels): ProjectedLabels {
    let step = this.start;
    for (const key in labels) if (this.keys.has(key)) step = step.to(key, labels[key]!);
    step.projected ??= this.interned(step.toLabels());
    return step.projected;
  }

  private interned(labels: Labels): ProjectedLabels {
    const set = Object.entries(labels)
      .map(([key, value]) => labelKey(key, value))
      .join('');
    let known = this.bySet.get(set);
    if (!known) this.bySet.set(set, (known = { id: this.bySet.size, labels }));
    return known;
  }
}
