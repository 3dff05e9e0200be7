import { BLOCK, pairwiseSum } from './pairwise-sum.ts';
import type { Reducer } from './reduce.ts';

/** Σ xᵢ, in pairs of blocks; of int32 in two's complement, as float64 is exact only up to 2⁵³. */
export const summing: Reducer = {
  name: 'sum',
  start: 0,
  block: BLOCK,
  row: pairwiseSum,
  rows(into, x, start, length) {
    if (x instanceof Int32Array) for (let i = 0; i < length; i++) into[i] = (into[i]! + x[start + i]!) | 0;
    else for (let i = 0; i < length; i++) into[i]! += x[start + i]!;
  },
};

/** Π xᵢ; of int32 in two's complement, where float64 would round what is above 2⁵³. */
export const multiplying: Reducer = {
  name: 'prod',
  start: 1,
  row(x, start, length) {
    let product = 1;
    if (x instanceof Int32Array) for (let i = start; i < start + length; i++) product = Math.imul(product, x[i]!);
    else for (let i = start; i < start + length; i++) product *= x[i]!;
    return product;
  },
  rows(into, x, start, length) {
    if (x instanceof Int32Array) for (let i = 0; i < length; i++) into[i] = Math.imul(into[i]!, x[start + i]!);
    else for (let i = 0; i < length; i++) into[i]! *= x[start + i]!;
  },
};

/** max xᵢ; NaN if one is. */
export const largest: Reducer = {
  name: 'max',
  start: -Infinity,
  row(x, start, length) {
    let most = -Infinity;
    for (let i = start; i < start + length; i++) most = Math.max(most, x[i]!);
    return most;
  },
  rows(into, x, start, length) {
    for (let i = 0; i < length; i++) into[i] = Math.max(into[i]!, x[start + i]!);
  },
};

/** min xᵢ; NaN if one is. */
export const smallest: Reducer = {
  name: 'min',
  start: Infinity,
  row(x, start, length) {
    let least = Infinity;
    for (let i = start; i < start + length; i++) least = Math.min(least, x[i]!);
    return least;
  },
  rows(into, x, start, length) {
    for (let i = 0; i < length; i++) into[i] = Math.min(into[i]!, x[start + i]!);
  },
};
