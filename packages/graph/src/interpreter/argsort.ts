import type { LoopKernel } from '../wire/kernel.ts';
import { extentsOf } from './reduce.ts';

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
