import type { Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { bytesOf, readBy, type ScanItem, type ScheduleItem, withBodies, writtenBy } from './schedule-item.ts';

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

/** Buffers that are free, found by their numbers of bytes. */
export class FreeBuffers {
  /** The numbers of bytes that there are, in order. */
  readonly #sizes: number[] = [];
  /** The free buffers of so many bytes, in the order in which they became free. */
  readonly #bySize = new Map<number, { readonly buffers: number[]; taken: number }>();

  add(buffer: number, bytes: number): void {
    const known = this.#bySize.get(bytes);
    if (known !== undefined) return void known.buffers.push(buffer);
    this.#bySize.set(bytes, { buffers: [buffer], taken: 0 });
    this.#sizes.splice(this.#firstOf(bytes), 0, bytes);
  }

  /** Takes the smallest buffer that is large enough; if none is, the largest; `undefined` if there is none. */
  take(bytes: number): number | undefined {
    const sizes = this.#sizes;
    if (sizes.length === 0) return undefined;
    const at = Math.min(this.#firstOf(bytes), sizes.length - 1);
    const queue = this.#bySize.get(sizes[at]!)!;
    const buffer = queue.buffers[queue.taken++]!;
    if (queue.taken === queue.buffers.length) {
      this.#bySize.delete(sizes[at]!);
      sizes.splice(at, 1);
    }
    return buffer;
  }

  /** The place of the first size that is not smaller, by halves. */
  #firstOf(bytes: number): number {
    let [from, to] = [0, this.#sizes.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#sizes[middle]! < bytes) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** The buffers that the values in the bodies of scans need: their bytes, and who takes their addresses. */
export interface BodyBuffers {
  readonly bytes: readonly number[];
  /** Gives the buffers to the values. Returns the addresses that stay. */
  readonly place: (addresses: readonly number[]) => readonly (readonly [slot: Slot, address: number])[];
}

/** Assigns buffers to the values in the bodies of scans. A value that a step writes into a result has none. */
export function scanBuffers(items: readonly ScheduleItem[]): BodyBuffers {
  const bytes: number[] = [];
  const places: ((addresses: readonly number[]) => readonly (readonly [Slot, number])[])[] = [];
  for (const item of withBodies(items)) if (item.kind === 'scan') places.push(buffersOf(item, bytes));
  return { bytes, place: addresses => places.flatMap(place => place(addresses)) };
}

function buffersOf(
  { items, carries, results, turns }: ScanItem,
  bytes: number[],
): (addresses: readonly number[]) => readonly (readonly [Slot, number])[] {
  const direct = new Set(results.flatMap(({ kind, of }) => (kind === 'direct' ? [of] : [])));
  const inTurns = new Set(carries.map(({ next }) => next).filter(next => !direct.has(next)));
  const temporary = temporaryBuffers(items, new Set([...direct, ...inTurns]));
  const first = bytes.length;
  bytes.push(...temporary.bytes);
  const pairs = [...inTurns].map(next => {
    const at = bytes.length;
    bytes.push(bytesOf(next), bytesOf(next));
    return [next, at] as const;
  });
  return addresses => {
    for (const [next, at] of pairs) turns.set(next, [addresses[at]!, addresses[at + 1]!]);
    return [
      ...[...temporary.of].map(([slot, buffer]) => [slot, addresses[first + buffer]!] as const),
      ...pairs.map(([next, at]) => [next, addresses[at]!] as const),
    ];
  };
}
