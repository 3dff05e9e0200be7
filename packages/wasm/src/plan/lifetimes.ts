import type { Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { BYTES } from '../emit/elements.ts';
import { readBy, writtenBy, type Unit } from './units.ts';

/** Buffers that values take one after another: how many bytes each has, and which value lies in which. */
interface Blocks {
  readonly bytes: readonly number[];
  readonly of: ReadonlyMap<Slot, number>;
}

/**
 * Gives values that live from one unit to another, and that nobody else looks at, buffers in turn: what has been read for the
 * last time makes room for what is written after that. Values that are kept, and those that the interpreter reads or writes,
 * have buffers of their own.
 */
export function blocksOf(units: readonly Unit[], kept: ReadonlySet<Slot>): Blocks {
  const lastRead = new Map<Slot, number>();
  const seen = new Set(kept);
  units.forEach((unit, at) => {
    for (const slot of readBy(unit)) lastRead.set(slot, at);
    if (unit.kind === 'interpret') for (const slot of [...readBy(unit), ...writtenBy(unit)]) seen.add(slot);
  });
  const bytes: number[] = [];
  const of = new Map<Slot, number>();
  const free: number[] = [];
  units.forEach((unit, at) => {
    for (const slot of writtenBy(unit)) {
      if (seen.has(slot)) continue;
      const size = sizeOf(slot.shape!) * BYTES[slot.wire.dtype];
      // The smallest that is large enough; if none is, the largest becomes larger.
      free.sort((a, b) => bytes[a]! - bytes[b]!);
      const found = free.findIndex(block => bytes[block]! >= size);
      const block = free.splice(found, 1)[0] ?? bytes.push(0) - 1;
      bytes[block] = Math.max(bytes[block]!, size);
      of.set(slot, block);
    }
    for (const slot of new Set([...readBy(unit), ...writtenBy(unit)]))
      if (of.has(slot) && (lastRead.get(slot) ?? at) === at) free.push(of.get(slot)!);
  });
  return { bytes, of };
}
