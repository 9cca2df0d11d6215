import { InvalidInput } from '../../model/invalid-input';

/** The version of a network plugin, as far as profiles tell versions apart. */
export class CniVersion {
  /** Where no version is named, the newest release is meant. */
  public static readonly NEWEST = new CniVersion(Infinity, Infinity);

  /**
   * Reads `1.16`, `v1.16` or `1.16.3`.
   *
   * @param example a release of this plugin, where it is known by releases
   *
   * @throws InvalidInput for anything else
   */
  public static parse(plugin: string, text: string, example?: string): CniVersion {
    const match = /^v?(\d{1,4})\.(\d{1,4})(\.\d{1,4})?$/.exec(text);
    if (match) return new CniVersion(Number(match[1]), Number(match[2]));
    const problem = text === '' ? `No version follows ${plugin}@.` : `${JSON.stringify(text)} is no version.`;
    const remedy = example === undefined ? 'Write' : `Write for example ${plugin}@${example}, or`;
    throw new InvalidInput(problem, `${remedy} ${plugin} alone for the newest that is known.`);
  }

  private constructor(
    private readonly major: number,
    private readonly minor: number,
  ) {}

  public isAtLeast(major: number, minor: number): boolean {
    return this.major > major || (this.major === major && this.minor >= minor);
  }

  /** Whether it is of a later minor release. */
  public isAfter(major: number, minor: number): boolean {
    return this.major > major || (this.major === major && this.minor > minor);
  }

  public isBefore(major: number, minor: number): boolean {
    return !this.isAtLeast(major, minor);
  }
}
