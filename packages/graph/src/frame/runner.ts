import type { TypedArray } from '@thalweg/tensor';
import type { Cell } from '../wire/cell.ts';
import type { Slot } from '../wire/slot.ts';
import type { Wire } from '../wire/wire.ts';
import type { Feed } from './task-frame.ts';

/** What computes the slots of task frames in place of the interpreter. */
export interface Runner {
  /** A program for one frame; none leaves all of it to the interpreter. */
  open(): Program | undefined;
}

/** The slots of one frame, as a runner computes them. */
export interface Program {
  /** The registers that a step writes when all is computed. */
  commits: readonly PlannedCommit[];
  /** The slots whose values are asked for, in this order. */
  outputs: readonly Slot[];
  /** Whether nobody looks at a register between a pass and its commit: it may then be written where it lies. */
  unseen: boolean;
  /**
   * Computes all slots of the pass of a number, or none: false asks the interpreter to do it, which finds out what is
   * missing and what fails, and finds all registers as they were. The slots come inputs first, in another array whenever
   * they are others; their sizes change only in a pass in which those of a source do. Inlined slots are computed in their
   * readers.
   */
  pass(order: readonly Slot[], clock: number): boolean;
  /**
   * Steps for rows of what is fed, one after another and each with its commit, as long as it can without a look from
   * outside: gives how many it took, none where all is not as it was in the pass before. What is fed holds all rows;
   * values of outputs go into the columns of `into`, for each row behind those of the row before; for the first row on,
   * columns may be exchanged for others, which hold until the next call.
   */
  steps(rows: Span, into: TypedArray[]): number;
  /**
   * The same, before sources have taken their values, where they are fed what they were fed before but for the elements; none
   * where another source is different from when it stepped last.
   */
  repeat(rows: Span, into: TypedArray[]): number;
  /** A buffer for what a source is fed, if that has few elements: what is fed from there is not copied. */
  buffer(source: Wire): FedBuffer | undefined;
  /** Whether an array lies in its memory, given there by somebody who does not write it any more. */
  holds(data: TypedArray): boolean;
  /** Lets go of everything but the values of registers. */
  close(): void;
}

/** What a source is fed, where a runner reads it; nobody else writes it. */
export interface FedBuffer extends Feed {
  /** Copies values of the source's type and size. Whether all of them are finite; false for some that are. */
  fill(data: TypedArray): boolean;
}

/** Some of the rows that are fed: those from `from` on, before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A register, and the slot whose storage it takes. */
export interface PlannedCommit {
  readonly register: Cell;
  readonly rule: Slot;
  readonly owner: Slot;
}
