import { needsValue } from '../wire/needs-value.ts';
import type { Slot } from '../wire/slot.ts';

/** Marks slots whose values are computed where they are read; see `fuse`. */
export type Fuse = (sorted: readonly Slot[]) => void;

/** Returns the slots that a pass computes, in their order. */
export function schedule(sorted: readonly Slot[], fuse: Fuse | undefined): Slot[] {
  for (const slot of sorted) slot.inlined = false;
  fuse?.(sorted);
  const order: Slot[] = [];
  const results = new Map<Slot, Slot[]>();
  for (const slot of sorted) {
    if (slot.demands === 0 || slot.wire.rule === undefined || slot.inlined) continue;
    trace(slot);
    noteResult(slot, results);
    slot.run = undefined;
    order.push(slot);
  }
  for (const [slot, wanted] of results) slot.results.wanted = wanted;
  return order;
}

/** Notes which loops have results that are demanded, and that a slot is one of them. */
function noteResult(slot: Slot, results: Map<Slot, Slot[]>): void {
  const { kernel } = slot.wire.rule!;
  if (kernel.kind !== 'loop') return;
  if (kernel.loop === 'scan') results.set(slot, []);
  // A loop comes before its results.
  else if (kernel.loop === 'scanPart') results.get(slot.inputs[0]!)!.push(slot);
}

/** The slots whose values a slot reads. */
export function valuesOf(slot: Slot): Slot[] {
  return slot.inputs.filter((_, position) => needsValue(slot.wire, position));
}

/** Finds the slots whose storage is read when this one is computed, and those that it is bound to by shape alone. */
function trace(slot: Slot): void {
  // Some may be listed several times, which changes nothing.
  const values: Slot[] = [];
  const shapes: Slot[] = [];
  const visit = (reader: Slot): void => {
    reader.inputs.forEach((input, position) => {
      if (!needsValue(reader.wire, position)) shapes.push(input);
      else if (input.inlined) {
        if (input.wire.rule!.kernel.kind === 'view') shapes.push(input);
        visit(input);
      } else values.push(input);
    });
  };
  visit(slot);
  slot.dependencies = values;
  slot.boundTo = shapes;
}
