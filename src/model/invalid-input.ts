/**
 * Input that a person can correct: what is wrong, and what to write instead.
 *
 * Everything else that is thrown is a defect of this library and deserves its stack trace; this never does.
 */
export class InvalidInput extends Error {
  public constructor(
    public readonly problem: string,
    public readonly remedy: string,
  ) {
    super(`${problem} ${remedy}`);
    this.name = 'InvalidInput';
  }
}

/** Runs `make` and prefixes what it finds wrong with `where`, so that nested values report their place. */
export function within<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidInput(`${where}: ${error.problem}`, error.remedy);
    throw error;
  }
}
