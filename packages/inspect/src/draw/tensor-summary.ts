import type { Tensor } from '@thalweg/tensor';

/** The statistics shown beside a tensor’s heat map. */
export interface TensorSummary {
  /** The least and the largest finite element; NaN if there are none. */
  readonly least: number;
  readonly most: number;
  /** The share of elements that are 0, from 0 to 1. */
  readonly zeros: number;
  /** The number of NaN elements and of infinite ones. */
  readonly nans: number;
  readonly infinities: number;
}

/** Computes the summary of a tensor in one pass over its elements. */
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
