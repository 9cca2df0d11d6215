/** Text that is no YAML to kubectl: what is wrong, and where. */
export class YamlSyntaxError extends Error {
  public constructor(
    message: string,
    public readonly offset: number,
  ) {
    super(message);
  }
}
