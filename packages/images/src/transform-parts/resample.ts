import { Pixels } from '@thalweg/data';
import { inMemory } from '@thalweg/tensor/engine';
import { bytesFor } from './per-image.ts';

/** The elements of an axis that each element of the result is the weighted mean of. */
export interface AxisPlan {
  readonly from: number;
  readonly to: number;
  /** The first element, for each of the result. */
  readonly starts: Int32Array;
  /** The number of elements, for each of the result. */
  readonly counts: Int32Array;
  /** The weights in units of 2⁻²², `taps` places for each element of the result. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** A byte times a weight stays below 2³⁰, and the sum of weights is one. */
const ONE = 2 ** 22;

/**
 * Returns the weights of a triangle of twice the width of an output pixel, at least of two input pixels, normalized at the edges.
 *
 * - **Source** Pillow's documentation, "Concepts: Filters"; Heckbert, "Fundamentals of Texture Mapping and Image Warping", 1989, §3.5
 */
export function planAxis(from: number, to: number): AxisPlan {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const taps = Math.min(2 * Math.ceil(support) + 1, from);
  const starts = new Int32Array(bytesFor('resize', 4 * to).buffer);
  const counts = new Int32Array(bytesFor('resize', 4 * to).buffer);
  const weights = new Int32Array(bytesFor('resize', 4 * to * taps).buffer);
  const exact = inMemory('resize', taps, size => new Float64Array(size));
  for (let index = 0; index < to; index++) {
    const centre = (index + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const count = Math.min(Math.trunc(centre + support + 0.5), from) - start;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const distance = Math.abs((start + tap - centre + 0.5) / support);
      exact[tap] = Math.max(1 - distance, 0);
      sum += exact[tap]!;
    }
    starts[index] = start;
    counts[index] = count;
    for (let tap = 0; tap < count; tap++) weights[index * taps + tap] = Math.floor((exact[tap]! / sum) * ONE + 0.5);
  }
  return { from, to, starts, counts, weights, taps };
}

/** Returns an image whose rows have another length. */
export function resampleRows({ data, height, width, channels }: Pixels, plan: AxisPlan): Pixels {
  const out = bytesFor('resize', height * plan.to * channels);
  const loop = channels === 3 ? rowOfThree : rowOfAny;
  for (let y = 0; y < height; y++) loop(data, y * width * channels, out, y * plan.to * channels, plan, channels);
  return new Pixels([height, plan.to, channels], out);
}

type RowLoop = (data: Uint8Array, from: number, out: Uint8Array, to: number, plan: AxisPlan, channels: number) => void;

const rowOfAny: RowLoop = (data, from, out, to, { starts, counts, weights, taps }, channels) => {
  for (let x = 0; x < starts.length; x++)
    for (let c = 0; c < channels; c++) {
      const end = x * taps + counts[x]!;
      let at = from + starts[x]! * channels + c;
      let sum = ONE / 2;
      for (let tap = x * taps; tap < end; tap++, at += channels) sum = (sum + Math.imul(weights[tap]!, data[at]!)) | 0;
      out[to++] = sum >> 22;
    }
};

const rowOfThree: RowLoop = (data, from, out, to, { starts, counts, weights, taps }) => {
  for (let x = 0; x < starts.length; x++, to += 3) {
    const end = x * taps + counts[x]!;
    let at = from + starts[x]! * 3;
    let red = ONE / 2;
    let green = ONE / 2;
    let blue = ONE / 2;
    for (let tap = x * taps; tap < end; tap++, at += 3) {
      const weight = weights[tap]!;
      red = (red + Math.imul(weight, data[at]!)) | 0;
      green = (green + Math.imul(weight, data[at + 1]!)) | 0;
      blue = (blue + Math.imul(weight, data[at + 2]!)) | 0;
    }
    out[to] = red >> 22;
    out[to + 1] = green >> 22;
    out[to + 2] = blue >> 22;
  }
};

/** Returns an image with another number of rows. */
export function resampleColumns({ data, width, channels }: Pixels, plan: AxisPlan): Pixels {
  const row = width * channels;
  const out = bytesFor('resize', plan.to * row);
  for (let y = 0; y < plan.to; y++) rowOfSums(data, out, y, row, plan);
  return new Pixels([plan.to, width, channels], out);
}

function rowOfSums(data: Uint8Array, out: Uint8Array, y: number, row: number, plan: AxisPlan): void {
  const { starts, counts, weights, taps } = plan;
  const end = y * taps + counts[y]!;
  for (let x = 0; x < row; x++) {
    let sum = ONE / 2;
    for (let tap = y * taps, at = starts[y]! * row + x; tap < end; tap++, at += row)
      sum = (sum + Math.imul(weights[tap]!, data[at]!)) | 0;
    out[y * row + x] = sum >> 22;
  }
}
