import type { Tensor } from '@thalweg/tensor';

/** What is said of a tensor beside its picture. */
export interface TensorSummary {
  /** Of its finite elements; NaN if there are none. */
  readonly least: number;
  readonly most: number;
  /** The share of elements that are 0, from 0 to 1. */
  readonly zeros: number;
  /** How many are NaN, and how many ±∞. */
  readonly nans: number;
  readonly infinities: number;
}

/** Counts the elements of a tensor. */
export function summaryOf({ data, size }: Tensor): TensorSummary {
  let [least, most, zeros, nans, infinities] = [Infinity, -Infinity, 0, 0, 0];
  for (const x of data) {
    if (x !== x) nans++;
    else if (x === Infinity || x === -Infinity) infinities++;
    else {
      if (x < least) least = x;
      if (x > most) most = x;
      if (x === 0) zeros++;
    }
  }
  const hasFinite = nans + infinities < size;
  return {
    least: hasFinite ? least : NaN,
    most: hasFinite ? most : NaN,
    zeros: size === 0 ? 0 : zeros / size,
    nans,
    infinities,
  };
}
