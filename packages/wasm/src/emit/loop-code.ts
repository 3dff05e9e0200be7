import type { Slot } from '@thalweg/graph/runners';
import type { Func } from '../assembler/func.ts';

/** The code of an operation with loops of its own. */
export interface LoopCode {
  /** The slots whose values it reads. */
  readonly reads: readonly Slot[];
  /**
   * Writes the code. Locals hold the addresses of what is read, in that order, and of the output; they may be moved.
   * `fail` pushes nothing and ends the pass: the interpreter then says what was wrong.
   */
  readonly emit: (f: Func, reads: readonly number[], output: number, fail: () => void) => void;
  /** Whether it may call `fail`. It must do so before it has written anything. */
  readonly mayFail?: boolean;
}

/** Makes code for a slot from the description of its kernel, for the sizes that it has; none if it cannot. */
export type LoopEmitter = (slot: Slot, description: Readonly<Record<string, unknown>>) => LoopCode | undefined;
