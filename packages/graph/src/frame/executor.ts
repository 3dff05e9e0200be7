import type { Sizes, TypedArray } from '@thalweg/tensor';
import { bind } from '../interpreter/bind.ts';
import { NEVER, type Slot, type Status } from '../wire/slot.ts';
import type { Storage } from '../wire/storage.ts';
import type { Wire } from '../wire/wire.ts';
import type { Commit } from './commit.ts';

/** Opens the executors of task frames. */
export interface Runner {
  /**
   * An executor for one frame. It may leave any pass, whole, to the interpreter, which finds out what is missing and what
   * fails: so there is one set of errors.
   */
  open(demands: Demands, interpreter: Executor): Executor;
}

/** The results that a task frame asks of its passes. */
export interface Demands {
  /** The slots whose values are asked for, in this order. */
  readonly outputs: readonly Slot[];
  /** The registers that a step writes after all slots are computed. */
  readonly commits: readonly Commit[];
  /** One of the outputs that must be finite: a step in which it is not fails before a register is written. */
  readonly finite?: Slot | undefined;
}

/** A pass of a frame, in which sources have their values and all sizes are known. */
export interface Pass {
  /** The slots to compute, inputs first. Inlined slots are not listed: their readers compute them. */
  readonly order: readonly Slot[];
  /** The number of the pass. */
  readonly clock: number;
  /** A number that changes when the slots, their sizes or the set of sources that are fed change. */
  readonly layout: number;
  /** True if nobody observes registers between a pass and its commit: their buffers may take the next values. */
  readonly donated: boolean;
}

/** Computes the slots of one frame. */
export interface Executor {
  /** Computes all slots of a pass. Errors are kept in the slots. */
  pass(pass: Pass): void;
  /**
   * Takes steps for rows of the values that are fed, each with its commit, and returns how many it took. It may take none.
   * Each feed holds all rows. The values of outputs go into the columns of `into`, each after those of the row before;
   * if `at` is 0, columns may be replaced by others, which are valid until the next call.
   *
   * With `same`, nothing but the fed elements differs from the end of the last call, and sources have not been brought up to
   * date. An executor without this method has each row computed in a pass.
   */
  rows?(pass: Pass, rows: RowsRequest, same: boolean): number;
  /** A buffer for values of so many elements that a source is fed: values that are fed from there need no copy. */
  bufferFor?(source: Wire, sizes: Sizes): Storage | undefined;
  /**
   * Copies what a source will be fed to where the next pass reads it, in place of that pass. Returns true if all elements are
   * finite, false if one is not or if it does not know.
   */
  take?(source: Wire, fed: Storage): boolean;
  /** Returns true for an array that was loaded into the executor's memory: nobody writes it any more. */
  holds?(data: TypedArray): boolean;
  /** Releases everything but the values of registers. */
  close?(): void;
}

/** The rows to compute, from `from` on and before `to`, and the columns that take the values of outputs, from row `at` on. */
export interface RowsRequest {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly into: TypedArray[];
}

/** Checks a slot that has just been computed; the slot fails with what it throws. */
export type Guard = (slot: Slot) => void;

/** An executor that computes slot by slot, with loops over typed arrays. */
export function interpreter(guard?: Guard): Executor {
  return {
    pass({ order, clock }) {
      for (const slot of order) compute(slot, clock, guard);
    },
  };
}

/** Computes a slot if anything it reads is newer than it is, or if it failed. */
function compute(slot: Slot, clock: number, guard: Guard | undefined): void {
  let dirty = slot.computed === NEVER || slot.status === 'failed' || slot.reshaped > slot.computed;
  let rebind = slot.reshaped > slot.bound || slot.run === undefined;
  let status: Status = 'ready';
  let error: unknown;
  for (const input of slot.dependencies) {
    if (input.changed > slot.computed) dirty = true;
    if (input.reshaped > slot.bound) rebind = true;
    if (input.status === 'ready' || status === 'failed') continue;
    status = input.status;
    error = input.error;
  }
  for (const other of slot.boundTo) if (other.reshaped > slot.bound) dirty = rebind = true;
  if (!dirty) return;
  if (status === 'ready' && !slot.shape) {
    error = slot.shapeError;
    status = error ? 'failed' : 'missing';
  }
  if (status === 'ready') {
    try {
      if (rebind) {
        slot.run = bind(slot);
        slot.bound = clock;
      }
      slot.run!();
      guard?.(slot);
    } catch (thrown) {
      status = 'failed';
      error = thrown;
    }
  }
  slot.settle(clock, status, error);
}
