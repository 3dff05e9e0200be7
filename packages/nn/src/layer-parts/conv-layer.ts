import type { Node } from '@thalweg/graph';
import type { Convolved, Print } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';
import type { ConvParameters } from './convolution-layer.ts';
import type { Wrong } from './layer.ts';

/** The shape that a convolution of images, or of sequences, returns. */
export type ConvShape<Kind extends ConvKind, S extends Shape, F extends number, O> = number extends S['length']
  ? Shape
  : S extends Wrong<string>
    ? S
    : S['length'] extends Axes[Kind]['length']
      ? Convolved<S, WeightShape<Axes[Kind], F>, O>
      : Wrong<`${Kind}: the input must have the shape [${Print<Axes[Kind]>}], got [${Print<S>}]`>;

type ConvKind = keyof Axes;

interface Axes {
  readonly conv1d: readonly ['batch', 'length', 'channels'];
  readonly conv2d: readonly ['batch', 'height', 'width', 'channels'];
  readonly convTranspose2d: readonly ['batch', 'height', 'width', 'channels'];
  readonly depthwiseConv2d: readonly ['batch', 'height', 'width', 'channels'];
}

type WeightShape<A extends Shape, F extends number> = A['length'] extends 3
  ? readonly [number, number, F]
  : readonly [number, number, number, F];

/** A layer that a convolution returns. */
export interface ConvLayer<Kind extends ConvKind, F extends number, O> extends ConvParameters {
  <S extends Shape>(x: Node<S>): Node<ConvShape<Kind, S, F, O>>;
}
