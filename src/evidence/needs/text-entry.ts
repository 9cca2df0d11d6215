import { Mention } from './mentions';
import { Evidence } from './need';

/** A value that may name somebody to connect to, and where it stands. */
export interface TextEntry {
  /** The name of the variable, flag or field that it is the value of. @default - it has none */
  readonly key?: string;
  readonly value: string;
  /**
   * `value`: of a variable or of a field that somebody has set. `word`: of a flag of a command. `line`: of a file of
   * which only parts are understood.
   */
  readonly form: 'value' | 'word' | 'line';
  readonly evidence: Evidence;
  /** Whether it comes out of a Secret: then nothing of it is ever shown but a host that is surely one. */
  readonly sensitive: boolean;
  /** What it mentions, where that is known already. @default - it has to be found out */
  readonly mentions?: readonly Mention[];
  /** Names that mean something else here, such as the upstreams of nginx. @default - none */
  readonly ownNames?: ReadonlySet<string>;
  /** Whether it runs at times only: then it is less sure that it is needed. @default false */
  readonly exec?: boolean;
}

/** Values that belong together: a host in one of them and a port in another may be one address. */
export type TextScope = readonly TextEntry[];
