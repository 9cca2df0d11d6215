import { shown } from './dom';
import type { Relation } from './relation';

/** How ends are called, and found again by what they are called. */
export class Names {
  private readonly byName = new Map<string, number>();

  public constructor(private readonly relation: Relation) {
    for (let end = 0; end < relation.count; end++) this.byName.set(this.raw(end), end);
  }

  /** `shop/web[Deployment]` as the input has it. */
  public raw(end: number): string {
    const { data } = this.relation;
    const name = data.ends.name[end]!;
    return this.relation.isOutside(end) ? name : `${data.spaces[data.ends.space[end]!]!}/${name}`;
  }

  /** The same, safe to look at. */
  public of(end: number): string {
    return shown(this.raw(end));
  }

  /** Without the namespace. */
  public short(end: number): string {
    return shown(this.relation.data.ends.name[end]!);
  }

  public space(space: number): string {
    return shown(this.relation.data.spaces[space]!);
  }

  public find(name: string): number | undefined {
    return this.byName.get(name);
  }

  public findSpace(name: string): number | undefined {
    const at = this.relation.data.spaces.indexOf(name);
    return at < 0 ? undefined : at;
  }

  /** What `netpol explain` takes for an end; undefined where it is many addresses. */
  public question(end: number): string | undefined {
    const name = this.raw(end);
    if (!this.relation.isOutside(end)) return name.replace(/\[[^\]]*\](\{.*\})?$/, '');
    return name.split(/[ ,;]/)[0];
  }
}
