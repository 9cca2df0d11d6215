/** What synth does about a file that it generated and that somebody changed since. */
export enum ModifiedFiles {
  /** Synth names it on stderr, then writes what the program says. */
  OVERWRITE = 'overwrite',
  /** Synth fails, names it, and writes nothing. */
  FAIL = 'fail',
}
