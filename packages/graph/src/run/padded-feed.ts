import { allocate, sizeOf, type Sizes, type TypedArray } from '@thalweg/tensor';
import type { Feed } from '../frame/task-frame.ts';
import type { Source } from '../sources/source.ts';
import { Storage } from '../wire/storage.ts';

/** Values along the first axis are filled up to no fewer than this. */
const LEAST = 32;

/** What is filled up, and whether it will be written again. */
interface Filled {
  readonly shape: Sizes;
  readonly borrowed?: boolean;
}

/** Makes ready to be fed what is filled up along its first axis, in storage of its own. */
export function paddedFeed(source: Source, data: TypedArray, { shape: [length = 0, ...rest], borrowed }: Filled): Feed {
  const shape = [paddedLength(length), ...rest];
  const feed = { wire: source, storage: new Storage(allocate(source.dtype, sizeOf(shape)), true, borrowed), shape };
  refill(feed, data);
  return feed;
}

/** Writes other values over those of a feed that is long enough. */
export function refill({ wire, storage }: Feed, data: TypedArray): void {
  storage.data.set(data);
  storage.data.fill(wire.padding!, data.length);
}

/** The length that so many elements are filled up to. */
export function paddedLength(length: number): number {
  let padded = LEAST;
  while (padded < length) padded *= 2;
  return padded;
}
