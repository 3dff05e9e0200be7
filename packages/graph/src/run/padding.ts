import { allocate, sizeOf, type Sizes, type TypedArray } from '@thalweg/tensor';
import type { Feed } from '../frame/feeds.ts';
import type { Source } from '../sources/source.ts';
import { Storage } from '../wire/source-value.ts';

/** The least length that values are filled up to. */
const LEAST = 32;

/** Returns a feed of values that are padded along their first axis, in its own storage. */
export function paddedFeed(source: Source, data: TypedArray, [length = 0, ...rest]: Sizes, borrowed: boolean): Feed {
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
