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
 * has been read for the last time leaves its buffer to a value that is written after it, or by the same loop, if that reads it
 * element by element: so less memory is touched. Values that are kept, and those that the interpreter reads or writes, have
 * their own buffers.
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
  /** The smallest that is large enough; if none is, the largest becomes larger. */
  const take = (size: number): number => {
    const buffer = free.take(size) ?? bytes.push(0) - 1;
    bytes[buffer] = Math.max(bytes[buffer]!, size);
    return buffer;
  };
  items.forEach((item, at) => {
    const ended = (slots: readonly Slot[]): Set<Slot> =>
      new Set(slots.filter(slot => of.has(slot) && (lastRead.get(slot) ?? at) === at));
    const read = ended(readBy(item));
    const inPlace = [...read].filter(slot => isReadInPlace(item, slot));
    const written = writtenBy(item).filter(slot => !own.has(slot));
    for (const slot of written) {
      const former = inPlace.find(one => read.has(one) && isAsLarge(one, slot));
      of.set(slot, former === undefined ? take(bytesOf(slot)) : of.get(former)!);
      if (former !== undefined) read.delete(former);
    }
    for (const slot of [...read, ...ended(written)]) free.add(of.get(slot)!, bytes[of.get(slot)!]!);
  });
  return { bytes, of };
}

/** True if an item reads a value element by element, each before it writes at the same place. */
function isReadInPlace(item: ScheduleItem, slot: Slot): boolean {
  return (item.kind === 'group' || item.kind === 'reduction') && item.group.readsInPlace(slot);
}

/** True if a slot has as many elements as another one, each of as many bytes. */
function isAsLarge(slot: Slot, other: Slot): boolean {
  return sizeOf(slot.shape!) === sizeOf(other.shape!) && bytesOf(slot) === bytesOf(other);
}

function bytesOf({ shape, wire }: Slot): number {
  return sizeOf(shape!) * BYTES[wire.dtype];
}
