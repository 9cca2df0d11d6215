/** How a cell is drawn. */
export interface Cell {
  readonly kind: 'none' | 'denied' | 'allowed' | 'partly' | 'undefined';
  readonly change?: 'opens' | 'closes' | 'both';
  readonly seen?: boolean;
  /** Allowed, and nothing was seen to use it. */
  readonly unused?: boolean;
}

/** Rows and columns to draw. */
export interface Grid {
  readonly rows: readonly GridLine[];
  readonly columns: readonly GridLine[];
  readonly cell: (row: number, column: number) => Cell;
  /** What a cell says, for those who hear the page. */
  readonly describe: (row: number, column: number) => string;
  readonly open: (row: number, column: number) => void;
  readonly openRow?: (row: number) => void;
}

export interface GridLine {
  readonly label: string;
  /** Shown behind the label: how many it can reach, or is reachable by. */
  readonly total: string;
  /** Whether a thicker line stands before it: another namespace begins. */
  readonly first: boolean;
}
