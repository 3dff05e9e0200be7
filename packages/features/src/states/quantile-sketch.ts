import type { StateCheck } from '@thalweg/online';

/** Up to so many numbers all quantiles are exact. */
export const EXACT = 10_000;

/** Numbers that stand for 2^level numbers each. */
interface Level {
  items: Float64Array;
  used: number;
  /** Which half of the items goes on next: those at odd places, or those at even ones. */
  odd: boolean;
}

/**
 * Numbers for their quantiles, in bounded memory: all of them up to {@link EXACT}. When a level is full, it is sorted, and every
 * second item goes to the next level with twice the weight. Each of these steps moves a rank by at most the weight, in
 * alternating directions, so all levels together by at most n/EXACT · ⌈log₂(n/EXACT)⌉.
 *
 * - **Source** Manku, Rajagopalan and Lindsay, "Approximate Medians and other Quantiles in One Pass and with Limited Memory",
 *   1998, with one buffer a level
 */
export interface QuantileSketch {
  count: number;
  least: number;
  most: number;
  levels: Level[];
}

/** Returns a sketch of no numbers. */
export function emptySketch(): QuantileSketch {
  return { count: 0, least: Infinity, most: -Infinity, levels: [] };
}

/** Returns the least and the greatest number; nothing of no numbers. */
export function rangeOfSketch({ count, least, most }: QuantileSketch): Readonly<Record<string, number>> {
  return count === 0 ? {} : { least, most };
}

/** Adds a number. */
export function addToSketch(sketch: QuantileSketch, x: number): void {
  sketch.count++;
  if (x < sketch.least) sketch.least = x;
  if (x > sketch.most) sketch.most = x;
  push(sketch.levels, 0, x);
}

function push(levels: Level[], at: number, x: number): void {
  const level = (levels[at] ??= { items: new Float64Array(64), used: 0, odd: false });
  if (level.used === EXACT) halve(levels, at);
  if (level.used === level.items.length) {
    const items = new Float64Array(Math.min(EXACT, 4 * level.used));
    items.set(level.items);
    level.items = items;
  }
  level.items[level.used++] = x;
}

function halve(levels: Level[], at: number): void {
  const level = levels[at]!;
  level.items.sort();
  for (let i = level.odd ? 1 : 0; i < level.used; i += 2) push(levels, at + 1, level.items[i]!);
  level.odd = !level.odd;
  level.used = 0;
}

/** Returns quantiles for ascending shares from 0 to 1, with linear interpolation between neighbours. */
export function quantilesOf({ levels, least, most }: QuantileSketch, shares: ArrayLike<number>): Float64Array {
  const { items, ends } = inOrder(levels);
  const last = (ends[ends.length - 1] ?? 0) - 1;
  let at = 0;
  const itemAt = (rank: number): number => {
    while (ends[at]! <= rank) at++;
    return items[at]!;
  };
  return Float64Array.from(shares, share => {
    if (share <= 0) return least;
    if (share >= 1) return most;
    const rank = Math.min(share * last, last);
    const below = Math.floor(rank);
    const [low, before] = [itemAt(below), at];
    const high = itemAt(Math.min(below + 1, last));
    at = before;
    return between(low, high, rank - below);
  });
}

/** The same from both sides, so that it is exactly `high` for 1. */
function between(low: number, high: number, share: number): number {
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

interface Weighed {
  readonly items: Float64Array;
  readonly ends: Float64Array;
}

/** All items in ascending order, each with the number of numbers that it and those before stand for. */
function inOrder(levels: readonly Level[]): Weighed {
  let all: Weighed = { items: new Float64Array(0), ends: new Float64Array(0) };
  levels.forEach(({ items, used }, level) => (all = merged(all, items.slice(0, used).sort(), 2 ** level)));
  return all;
}

/** Merges sorted items of one weight into others. */
function merged({ items, ends }: Weighed, more: Float64Array, weight: number): Weighed {
  const all: Weighed = {
    items: new Float64Array(items.length + more.length),
    ends: new Float64Array(items.length + more.length),
  };
  let [i, j, end] = [0, 0, 0];
  for (let at = 0; at < all.items.length; at++) {
    const fromMore = i === items.length || (j < more.length && more[j]! < items[i]!);
    all.items[at] = fromMore ? more[j]! : items[i]!;
    end += fromMore ? weight : ends[i]! - (ends[i - 1] ?? 0);
    if (fromMore) j++;
    else i++;
    all.ends[at] = end;
  }
  return all;
}

/** Throws for a restored sketch that no numbers lead to. */
export function checkSketch({ count, least, most, levels }: QuantileSketch, is: StateCheck): void {
  is.counts({ count });
  let weights = 0;
  for (const [i, { items, used, odd }] of levels.entries()) {
    is.counts({ used });
    is.must(typeof odd === 'boolean', 'odd must be a boolean', odd);
    is.must(used <= items.length && items.length <= EXACT, 'a level must have room for its items', used);
    is.numbers('items', items.slice(0, used), used);
    weights += used * 2 ** i;
  }
  is.must(weights === count, 'the levels must stand for all numbers', weights);
  if (count > 0) is.finite({ least, most });
}
