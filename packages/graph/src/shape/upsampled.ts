import type { Shape } from '@thalweg/tensor';
import type { AlongAxis, Tally, Zeros } from './tally.ts';

/** The shape with `F` times as many elements along the axes between the first and the last. */
export type Upsampled<S extends Shape, F> = S extends readonly [
  infer Batch extends number | string,
  infer A extends number | string,
  infer B extends number | string,
  ...infer Rest extends Shape,
]
  ? Rest extends readonly [infer C extends number | string]
    ? readonly [Batch, Scaled<A, AlongAxis<F, 0>>, Scaled<B, AlongAxis<F, 1>>, C]
    : Rest extends readonly []
      ? readonly [Batch, Scaled<A, AlongAxis<F, 0>>, B]
      : Shape
  : Shape;

type Scaled<L extends number | string, F> = L extends string
  ? F extends 1
    ? L
    : string
  : F extends 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
    ? Product<Tally<L>, Tally<F>>
    : number;

type Product<L extends Zeros, F extends Zeros, Sum extends Zeros = []> = number extends L['length']
  ? number
  : F extends readonly [0, ...infer Rest extends Zeros]
    ? Product<L, Rest, [...Sum, ...L]>
    : Sum['length'];
