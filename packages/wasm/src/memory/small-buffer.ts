import type { FedBuffer, Wire } from '@thalweg/graph/engine';
import type { Sizes, TypedArray } from '@thalweg/tensor';
import type { LinearStorage } from './linear-memory.ts';

/** So few elements are sooner copied than found again, and arrays of them have a buffer of their own only when it is asked for. */
export const SMALL = 64;

/** Where the values of a source are written that has few elements. */
export class SmallBuffer implements FedBuffer {
  readonly wire: Wire;
  readonly storage: LinearStorage;
  readonly shape: Sizes;
  readonly #size: number;

  constructor(wire: Wire, storage: LinearStorage) {
    this.wire = wire;
    this.storage = storage;
    this.shape = wire.shape as Sizes;
    this.#size = storage.size;
    storage.kept = true;
  }

  /** A call that copies, and a second loop that looks, would take twice as long. */
  fill(data: TypedArray): boolean {
    return Number.isFinite(copied(data, this.storage.data, this.#size));
  }
}

/** Copies so many elements and gives their sum: with one that is not finite neither is it, and that of float32 is. */
function copied(from: TypedArray, to: TypedArray, size: number): number {
  let sum = 0;
  let i = 0;
  for (const rest = size % 4; i < rest; i++) sum += to[i] = from[i]!;
  for (; i < size; i += 4) {
    const a = from[i]!;
    const b = from[i + 1]!;
    const c = from[i + 2]!;
    const d = from[i + 3]!;
    to[i] = a;
    to[i + 1] = b;
    to[i + 2] = c;
    to[i + 3] = d;
    sum += a + b + (c + d);
  }
  return sum;
}
