import type { TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { extentsOf } from './reductions.ts';

/**
 * The places along an axis in the order of the elements; NaN counts as the largest, and equal ones stay as they come.
 *
 * - **Source** for merging runs that double: Knuth, "The Art of Computer Programming", vol. 3, §5.2.4
 */
export function sortingAlong(axis: number, descending: boolean): LoopKernel {
  const goesFirst = descending ? notSmaller : notLarger;
  return {
    kind: 'loop',
    loop: 'argsort',
    parameters: { axis, descending },
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      const [one, other] = [listOf(length), listOf(length)];
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < inner; i++) {
            const first = o * length * inner + i;
            for (let k = 0; k < length; k++) {
              one.keys[k] = x[first + k * inner]!;
              one.places[k] = k;
            }
            const { places } = sorted(one, other, goesFirst);
            for (let k = 0; k < length; k++) out[first + k * inner] = places[k]!;
          }
      };
    },
  };
}

/** Elements in some order, and the places that they come from. */
interface List {
  readonly keys: Float64Array;
  readonly places: Int32Array;
}

/** True if an element that came earlier stays before a later one. */
type GoesFirst = (earlier: number, later: number) => boolean;

function listOf(length: number): List {
  return { keys: new Float64Array(length), places: new Int32Array(length) };
}

function notLarger(earlier: number, later: number): boolean {
  return earlier <= later || Number.isNaN(later);
}

function notSmaller(earlier: number, later: number): boolean {
  return earlier >= later || Number.isNaN(earlier);
}

/** Sorts the first list, with room in the second. Returns the one that has the result. */
function sorted(from: List, into: List, goesFirst: GoesFirst): List {
  const { length } = from.keys;
  for (let run = 1; run < length; run *= 2) {
    for (let start = 0; start < length; start += 2 * run) merge(from, into, start, run, goesFirst);
    [from, into] = [into, from];
  }
  return from;
}

/** Merges two runs that lie side by side, as far as there are elements. */
function merge(from: List, into: List, start: number, run: number, goesFirst: GoesFirst): void {
  const { keys, places } = from;
  const middle = Math.min(start + run, keys.length);
  const end = Math.min(middle + run, keys.length);
  for (let i = start, j = middle, k = start; k < end; k++) {
    const next = i < middle && (j >= end || goesFirst(keys[i]!, keys[j]!)) ? i++ : j++;
    into.keys[k] = keys[next]!;
    into.places[k] = places[next]!;
  }
}

/** The position of the largest or smallest element along an axis, the first or the last among equals; NaN before all. */
export function extremePlace(parameters: Loops['argmax']): LoopKernel {
  const { axis } = parameters;
  return {
    kind: 'loop',
    loop: 'argmax',
    parameters,
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      const better = betterBy(parameters);
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < inner; i++) {
            const first = o * length * inner + i;
            let best = 0;
            for (let k = 1; k < length; k++) if (better(x[first + k * inner]!, x[first + best * inner]!)) best = k;
            out[o * inner + i] = best;
          }
      };
    },
  };
}

/** Returns whether an element takes the place of the best of those before it. */
function betterBy({ smallest, last }: Loops['argmax']): (next: number, best: number) => boolean {
  const sign = smallest ? -1 : 1;
  return (next, best) => {
    if (Number.isNaN(best)) return last && Number.isNaN(next);
    return last ? !(sign * next < sign * best) : !(sign * next <= sign * best);
  };
}

/**
 * The places of the `k` largest elements along an axis, the largest first, or of the smallest, the smallest first.
 *
 * - **Source** for the heap: Knuth, "The Art of Computer Programming", vol. 3, §5.2.3
 */
export function extremesAlong(parameters: Loops['topK']): LoopKernel {
  const { axis, k, largest } = parameters;
  const precedes = largest ? isLarger : isSmaller;
  return {
    kind: 'loop',
    loop: 'topK',
    parameters,
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      const heap = new Int32Array(k);
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < inner; i++) {
            select(heap, { x, start: o * length * inner + i, step: inner, length, precedes });
            for (let n = 0; n < k; n++) out[(o * k + n) * inner + i] = heap[n]!;
          }
      };
    },
  };
}

/** Elements along an axis, and whether element `a` at place `p` comes before `b` at `q`. */
interface Line {
  readonly x: TypedArray;
  readonly start: number;
  readonly step: number;
  readonly length: number;
  readonly precedes: (a: number, p: number, b: number, q: number) => boolean;
}

/** Finds the places of the first elements in order, as many as the heap has room for, and puts them in order. */
function select(heap: Int32Array, { x, start, step, length, precedes }: Line): void {
  const k = heap.length;
  if (k === 0) return;
  const before = (p: number, q: number): boolean => precedes(x[start + p * step]!, p, x[start + q * step]!, q);
  const sift = (at: number, end: number): void => {
    const place = heap[at]!;
    for (let child = 2 * at + 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && before(heap[child]!, heap[child + 1]!)) child++;
      if (!before(place, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = place;
  };
  for (let p = 0; p < k; p++) heap[p] = p;
  for (let at = k >> 1; at-- > 0;) sift(at, k);
  // The last in order of those kept so far is on top: an element that comes before it takes its place.
  for (let p = k; p < length; p++)
    if (before(p, heap[0]!)) {
      heap[0] = p;
      sift(0, k);
    }
  for (let end = k - 1; end > 0; end--) {
    const last = heap[0]!;
    heap[0] = heap[end]!;
    heap[end] = last;
    sift(0, end);
  }
}

/** True if an element is larger, NaN being the largest, or equal and first. */
function isLarger(a: number, p: number, b: number, q: number): boolean {
  return isEqual(a, b) ? p < q : Number.isNaN(a) || a > b;
}

/** True if an element is smaller, NaN being the largest, or equal and first. */
function isSmaller(a: number, p: number, b: number, q: number): boolean {
  return isEqual(a, b) ? p < q : Number.isNaN(b) || a < b;
}

function isEqual(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
