import type { Func } from '../assembler/func.ts';
import type { Functions } from './functions.ts';

/** The surroundings of a group's loops: the function that they are written into, and the addresses of operands. */
export interface GroupSite {
  readonly f: Func;
  /** The local with the address of each leaf. */
  readonly leaves: readonly number[];
  /** The local with the address of each root. */
  readonly roots: readonly number[];
  readonly functions: Functions;
  /** The number of rows, where code for one number serves all from 2 on. */
  readonly rows?: Rows | undefined;
}

/** The local with the number of rows, and that number in this pass. */
export interface Rows {
  readonly local: number;
  readonly count: number;
}
