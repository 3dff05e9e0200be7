import type { Sizes } from '@thalweg/tensor';
import { NEVER, type Slot } from '../wire/slot.ts';
import type { Storage } from '../wire/storage.ts';

/** Gives a source a value for the next pass only. */
export function feedSlot(slot: Slot, storage: Storage, shape: Sizes): void {
  slot.fed = storage;
  slot.fedShape = shape;
}

/** Has a source forget what the last pass was fed. */
export function unfeedSlot(slot: Slot): void {
  slot.fed = undefined;
  slot.version = NEVER;
}
