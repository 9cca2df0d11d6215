/**
 * A list to which classes are added item by item. Where the same items are added to two classes one after the other,
 * they end up with one and the same list, so that what follows from it is found out once.
 */
export class SharedList<T> {
  public static empty<T>(): SharedList<T> {
    return new SharedList<T>(undefined, undefined);
  }

  /** The latest longer list: an item is added to all of its classes before the next item comes. */
  private longer?: SharedList<T>;

  private constructor(
    private readonly before: SharedList<T> | undefined,
    private readonly last: T | undefined,
  ) {}

  public get isEmpty(): boolean {
    return this.before === undefined;
  }

  public with(item: T): SharedList<T> {
    if (this.longer?.last !== item) this.longer = new SharedList(this, item);
    return this.longer!;
  }

  /** The items in the order in which they were added. */
  public toArray(): T[] {
    const items: T[] = [];
    for (let list: SharedList<T> = this; list.before; list = list.before) items.push(list.last!);
    return items.reverse();
  }
}
