import type { Cell } from '../wire/cell.ts';
import type { Slot } from '../wire/slot.ts';

/** What computes the slots of task frames in place of the interpreter. */
export interface Runner {
  /** A program for one frame; none leaves all of it to the interpreter. */
  open(): Program | undefined;
}

/** The slots of one frame, as a runner computes them. */
export interface Program {
  /** The registers that a step writes when all is computed. */
  commits: readonly PlannedCommit[];
  /** Whether nobody looks at a register between a pass and its commit: it may then be written where it lies. */
  unseen: boolean;
  /**
   * Computes all slots of the pass of a number, or none: false asks the interpreter to do it, which finds out what is
   * missing and what fails, and finds all registers as they were. The slots come inputs first, in another array whenever
   * they are others; their sizes change only in a pass in which those of a source do. Inlined slots are computed in their
   * readers.
   */
  pass(order: readonly Slot[], clock: number): boolean;
  /** Lets go of everything but the values of registers. */
  close(): void;
}

/** A register, and the slot whose storage it takes. */
export interface PlannedCommit {
  readonly register: Cell;
  readonly rule: Slot;
  readonly owner: Slot;
}
