import { createHmac } from 'node:crypto';
import { Labels, UNKNOWN_LABEL_VALUE } from '../../model/label-selector';

/** Names as the map shows them: as they are, or as hashes for a map that leaves the house. */
export class MapNames {
  private readonly hashes = new Map<string, string>();

  /**
   * @param secret what hashes are made with: somebody who has the map alone, and guesses a name, cannot check the guess.
   * Undefined to show names as they are.
   */
  public constructor(private readonly secret: string | undefined) {}

  public get redacted(): boolean {
    return this.secret !== undefined;
  }

  /** A name of any sort: of a namespace, a policy, a label. */
  public of(name: string): string {
    return this.secret === undefined ? name : this.hash(name);
  }

  /** `web[Deployment]`, of which the kind stays. */
  public workload(id: string): string {
    if (this.secret === undefined) return id;
    return id.replace(/^([^[]*)/, (name) => this.hash(name)).replace(/\{[^}]*\}$/, (pods) => `{${this.hash(pods)}}`);
  }

  /** `app=web,tier=front`, in the order of keys. */
  public labels(labels: Labels): string {
    return Object.keys(labels)
      .sort()
      .map((key) => [key, labels[key] === UNKNOWN_LABEL_VALUE ? '?' : labels[key]!])
      .map(([key, value]) =>
        this.secret === undefined ? `${key}=${value}` : `${this.hash(key!)}=${this.hash(value!)}`,
      )
      .join(',');
  }

  /** What has no place in a map with hashes: files, commands, addresses of ranges. */
  public text(text: string, instead = ''): string {
    return this.secret === undefined ? text : instead;
  }

  private hash(name: string): string {
    let hash = this.hashes.get(name);
    if (hash === undefined) {
      hash = createHmac('sha256', this.secret!).update(name).digest('hex').slice(0, 10);
      this.hashes.set(name, hash);
    }
    return hash;
  }
}
