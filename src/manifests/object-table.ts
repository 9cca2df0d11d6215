/** Objects of one kind by namespace and name, in the order of the input. Of two of one name the later one counts. */
export class ObjectTable<T> {
  private readonly objects: (T | undefined)[] = [];
  /** By namespace, then by name: joining the two into one key for each object would cost more than all lookups. */
  private readonly places = new Map<string, Map<string, number>>();

  public get(namespace: string, name: string): T | undefined {
    const place = this.places.get(namespace)?.get(name);
    return place === undefined ? undefined : this.objects[place];
  }

  public set(namespace: string, name: string, object: T): void {
    let names = this.places.get(namespace);
    if (!names) this.places.set(namespace, (names = new Map()));
    const place = names.get(name);
    if (place !== undefined) {
      this.objects[place] = object;
      return;
    }
    names.set(name, this.objects.length);
    this.objects.push(object);
  }

  public delete(namespace: string, name: string): void {
    const place = this.places.get(namespace)?.get(name);
    if (place !== undefined) this.objects[place] = undefined;
  }

  public forEach(visit: (object: T) => void): void {
    for (const object of this.objects) if (object !== undefined) visit(object);
  }

  public toArray(): T[] {
    return this.objects.filter((object): object is T & {} => object !== undefined);
  }
}
