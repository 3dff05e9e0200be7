import { needsValue } from '../wire/needs-value.ts';
import type { Slot } from '../wire/slot.ts';

/** Marks slots whose values are computed where they are read; see `fuse`. */
export type Fuse = (sorted: readonly Slot[]) => void;

/** Decides which slots a pass computes, and in which order. */
export function schedule(sorted: readonly Slot[], fuse: Fuse | undefined): Slot[] {
  for (const slot of sorted) slot.inlined = false;
  fuse?.(sorted);
  const order: Slot[] = [];
  for (const slot of sorted) {
    if (slot.demands === 0 || slot.wire.rule === undefined || slot.inlined) continue;
    slot.dependencies = dependenciesOf(slot);
    slot.run = undefined;
    order.push(slot);
  }
  return order;
}

/** The slots whose values a slot reads. */
export function valuesOf(slot: Slot): Slot[] {
  return slot.inputs.filter((_, position) => needsValue(slot.wire, position));
}

/** The slots whose storage is read when this one is computed. */
function dependenciesOf(slot: Slot): Slot[] {
  const found = new Set<Slot>();
  const visit = (reader: Slot): void => {
    for (const input of valuesOf(reader)) {
      if (input.inlined) visit(input);
      else found.add(input);
    }
  };
  visit(slot);
  return [...found];
}
