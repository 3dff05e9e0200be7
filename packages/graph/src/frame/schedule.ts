import { sameShape } from '@thalweg/tensor';
import type { Slot } from '../wire/slot.ts';
import { needsValue, precisionOf, type Wire } from '../wire/wire.ts';

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

/** The most formulas that are computed in one loop, and the most views that are read through one another. */
const GROUP_LIMIT = 64;

/**
 * Marks values that need not be stored: an elementwise value that one other formula of the same shape reads is computed inside
 * it, and a view is read through its strides where all readers can.
 */
export function fuse(sorted: readonly Slot[]): void {
  const readers = new Map<Slot, Slot[]>();
  const groups = new Map<Slot, { members: number }>();
  const views = new Map<Slot, number>();
  for (const slot of sorted) {
    if (slot.demands === 0) continue;
    valuesOf(slot).forEach(input => {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [slot]);
      // It may read one input several times.
      else if (known.at(-1) !== slot) known.push(slot);
    });
  }
  for (let index = sorted.length - 1; index >= 0; index--) {
    const slot = sorted[index]!;
    const kernel = slot.wire.rule?.kernel;
    if (slot.demands === 0 || slot.roots > 0 || slot.wire.register !== undefined) continue;
    const readBy = readers.get(slot) ?? [];
    if (kernel?.kind === 'view') {
      const depth = readBy.reduce((most, reader) => Math.max(most, views.get(reader) ?? 0), 0) + 1;
      slot.inlined = depth <= GROUP_LIMIT && readBy.every(takesStrides);
      if (slot.inlined) views.set(slot, depth);
    }
    if (kernel?.kind !== 'elementwise' || readBy.length !== 1) continue;
    const reader = readBy[0]!;
    if (!fusesInto(slot.wire, reader.wire)) continue;
    const group = groups.get(reader) ?? { members: 1 };
    if (group.members >= GROUP_LIMIT) continue;
    group.members++;
    groups.set(reader, group);
    groups.set(slot, group);
    slot.inlined = true;
  }
}

function takesStrides(reader: Slot): boolean {
  const kernel = reader.wire.rule!.kernel;
  if (kernel.kind === 'view') return reader.inlined;
  return kernel.kind === 'elementwise' || (kernel.kind === 'loop' && kernel.strided === true);
}

/** Inside a group a value is not rounded to its own dtype, so that must be the group's precision, or flags. */
function fusesInto(wire: Wire, reader: Wire): boolean {
  const precision = precisionOf(wire);
  return (
    reader.rule!.kernel.kind === 'elementwise' &&
    sameShape(wire.shape, reader.shape) &&
    precision === precisionOf(reader) &&
    (wire.dtype === precision || wire.dtype === 'bool')
  );
}
