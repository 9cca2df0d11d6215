/** What a command tells the shell. */
export enum ExitCode {
  /** Nothing to object to. */
  FINE = 0,
  /** Findings at or above the threshold, failed assertions, or differences where they count. */
  FOUND = 1,
  /** Wrong usage, input that cannot be used, or a defect of netpol itself. */
  UNUSABLE = 2,
}
