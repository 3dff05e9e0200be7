import type { Shape } from '@thalweg/tensor';
import type { IsOpen, Mismatch, Print } from '../../shape/shapes.ts';
import type { Padding } from '../../shape/sliding.ts';

/** Options of a convolution. */
export interface ConvOptions {
  /** The distance of neighbouring windows: one number, or one for each spatial axis. 1 by default. */
  readonly stride?: number | readonly number[];
  /** The distance of neighbouring elements of a window. 1 by default. */
  readonly dilation?: number | readonly number[];
  /** 1 by default. Filters see the channels of their own group only. */
  readonly groups?: number;
  /**
   * Zeros around the input: none (`'valid'`, the default); as many as keep `ceil(size/stride)` places (`'same'`); a number on
   * every side; or for each spatial axis a number or `[before, after]`.
   */
  readonly padding?: Padding;
}

/** The shape of the output, also of a transposed convolution: spatial sizes are known as types if they are those of the input. */
export type Convolved<X extends Shape, W extends Shape, O> = true extends IsOpen<X> | IsOpen<W>
  ? Shape
  : X extends readonly [infer Batch extends number | string, ...infer Spatial extends Shape, unknown]
    ? W extends readonly [...Shape, infer Filters extends number | string]
      ? readonly [Batch, ...{ [A in keyof Spatial]: Place<Spatial[A], O> }, Filters]
      : Shape
    : Shape;

type Place<Size extends number | string, O> = O extends { padding: 'same' }
  ? O extends { stride: infer T }
    ? T extends 1
      ? Size
      : Widened<Size>
    : Size
  : Widened<Size>;

/** A size that is known in a pass only. */
type Widened<Size extends number | string> = Size extends number ? number : string;

/** `unknown` for weights that fit an input of this rank and number of channels; else what is wrong with them. */
export type Convolves<What extends string, X extends Shape, W extends Shape, Rank extends number, O> = true extends
  | IsOpen<X>
  | IsOpen<W>
  ? unknown
  : X['length'] extends Rank
    ? W['length'] extends Rank
      ? O extends { groups: number }
        ? unknown
        : Channels<X, 'last'> extends Channels<W, 'second last'>
          ? unknown
          : number extends Channels<X, 'last'> | Channels<W, 'second last'>
            ? unknown
            : Mismatch<`${What}: the input must have the channels of the weights, got [${Print<X>}] and [${Print<W>}]`>
      : Mismatch<`${What}: weights must have ${Rank} axes, got [${Print<W>}]`>
    : Mismatch<`${What}: the input must have ${Rank} axes, got [${Print<X>}]`>;

type Channels<S extends Shape, Place extends 'last' | 'second last'> = S extends readonly [...Shape, infer I, infer L]
  ? Place extends 'last'
    ? L
    : I
  : number;
