import { PortMap, samePorts, uniformMap } from '../sets/port-map';
import { ALL_PORTS, NO_PORTS } from '../sets/port-set-table';

/**
 * What the policies of one direction allow a class: the ports for each other class and for each atom. Classes that are
 * allowed the same share one row, also across namespaces.
 */
export interface Row {
  readonly id: number;
  /** Whether some policy selects the class in this direction. */
  readonly isolated: boolean;
  /**
   * Whether what the row does not allow is undefined and not denied: the class has hostNetwork, or something selects it
   * or may select it that cannot be judged.
   */
  readonly undefinedSubject: boolean;
  /** Whether policies of other kinds than NetworkPolicy have a say in it. @default false */
  readonly composed?: boolean;
  readonly pods: PortMap;
  readonly atoms: PortMap;
  /** The conditions that rules name, by class and by atom; with numbers of lists of conditions in the place of ports. */
  readonly conditions?: Readonly<Record<RowPart, PortMap>>;
}

/** The two kinds of peers that a row has a map for. */
export type RowPart = 'pods' | 'atoms';

/** The row of classes that no policy selects. */
export const OPEN_ROW: Row = {
  id: 0,
  isolated: false,
  undefinedSubject: false,
  pods: uniformMap(ALL_PORTS),
  atoms: uniformMap(ALL_PORTS),
};

/** The row of classes about which nothing can be said: nothing is allowed for sure, and nothing is denied. */
export const UNDEFINED_ROW: Row = {
  id: 1,
  isolated: true,
  undefinedSubject: true,
  pods: uniformMap(NO_PORTS),
  atoms: uniformMap(NO_PORTS),
};

/** Whether two rows of one universe allow the same. */
export function sameRow(a: Row, b: Row): boolean {
  return a.undefinedSubject === b.undefinedSubject && samePorts(a.pods, b.pods) && samePorts(a.atoms, b.atoms);
}
