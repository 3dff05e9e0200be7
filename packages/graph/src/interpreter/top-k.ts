import type { TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { extentsOf } from './reduce.ts';

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
