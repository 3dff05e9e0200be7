import { bind } from '../interpreter/bind.ts';
import { NEVER, type Slot, type Status } from '../wire/slot.ts';
import type { Executor } from './executor.ts';

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
