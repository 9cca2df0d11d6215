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

/**
 * Runs `make` and prefixes what it finds wrong with `where`, so that nested values report their place. The place is
 * asked for only when something is wrong: paths take time to put together.
 */
export function within<T>(where: string | (() => string), make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidInput) {
      const place = typeof where === 'string' ? where : where();
      throw new InvalidInput(`${place}: ${error.problem}`, error.remedy);
    }
    throw error;
  }
}
