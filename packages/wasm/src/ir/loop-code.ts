import type { LoopName, Loops, Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import type { Reduction } from './reduction.ts';
import type { Kernels } from './kernels.ts';

/** What the code of a loop is written with. */
interface LoopSite {
  /** Locals with the addresses of what is read, in that order, and of the output; they may be moved. */
  readonly reads: readonly number[];
  readonly output: number;
  /** The address of as many bytes as were asked for. */
  readonly scratch: number;
  /** The index of the function that was asked for. */
  readonly needed: number;
  /** The local that says how many rows there are, where the code was said to take them from there. */
  readonly rows?: number | undefined;
  /** Pushes nothing and ends the pass: the interpreter then says what was wrong. */
  readonly fail: () => void;
}

/** The code of an operation with loops of its own. */
export interface LoopCode {
  /** The slots whose values it reads. */
  readonly reads: readonly Slot[];
  /** What it reduces, where parts of that can be reduced apart. */
  readonly reduction?: Reduction;
  /** How many rows there are, if it can take that from a local, and nothing else in its code follows from it. */
  readonly rows?: number | undefined;
  /** Writes the code. */
  readonly emit: (f: Func, site: LoopSite) => void;
  /** Whether it may call `fail`. It must do so before it has written anything. */
  readonly mayFail?: boolean;
  /** So many bytes to work with; they are whatever was there. */
  readonly scratch?: number;
  /** Asks for a function of the module that it calls; gives its index. */
  readonly needs?: (kernels: Kernels) => number;
}

/** Makes the code of a slot's loop from its parameters, for the sizes that it has; none leaves it to the interpreter. */
export type LoopEmitter<L extends LoopName> = (slot: Slot, parameters: Loops[L]) => LoopCode | undefined;
