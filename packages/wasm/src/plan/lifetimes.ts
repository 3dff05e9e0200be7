import type { Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { BYTES } from '../emit/elements.ts';
import { readBy, writtenBy, type ScheduleItem } from '../ir/schedule-item.ts';
import { FreeBuffers } from './free-buffers.ts';

/** Buffers that values take one after another: the bytes of each, and the buffer of each value. */
interface Buffers {
  readonly bytes: readonly number[];
  readonly of: ReadonlyMap<Slot, number>;
}

/**
 * Assigns buffers to temporary values: those that live from one item to another and that only compiled code reads. A value that
 * has been read for the last time leaves its buffer to a value that is written after it. Values that are kept, and those that
 * the interpreter reads or writes, have their own buffers.
 */
export function temporaryBuffers(items: readonly ScheduleItem[], kept: ReadonlySet<Slot>): Buffers {
  const lastRead = new Map<Slot, number>();
  const own = new Set(kept);
  items.forEach((item, at) => {
    for (const slot of readBy(item)) lastRead.set(slot, at);
    if (item.kind === 'interpret') for (const slot of [...readBy(item), ...writtenBy(item)]) own.add(slot);
  });
  const bytes: number[] = [];
  const of = new Map<Slot, number>();
  const free = new FreeBuffers();
  items.forEach((item, at) => {
    for (const slot of writtenBy(item)) {
      if (own.has(slot)) continue;
      const size = sizeOf(slot.shape!) * BYTES[slot.wire.dtype];
      // The smallest that is large enough; if none is, the largest becomes larger.
      const buffer = free.take(size) ?? bytes.push(0) - 1;
      bytes[buffer] = Math.max(bytes[buffer]!, size);
      of.set(slot, buffer);
    }
    for (const slot of new Set([...readBy(item), ...writtenBy(item)]))
      if (of.has(slot) && (lastRead.get(slot) ?? at) === at) free.add(of.get(slot)!, bytes[of.get(slot)!]!);
  });
  return { bytes, of };
}
