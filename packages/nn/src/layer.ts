import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';

/** The shape `S` with a last axis of size `N`. */
export type WithLast<S extends Shape, N extends number> = number extends S['length']
  ? Shape
  : S extends readonly [...infer Lead extends Shape, unknown]
    ? readonly [...Lead, N]
    : Shape;

/** A layer whose output has the shape of its input. */
export type SameShapeLayer = <S extends Shape>(x: Node<S>) => Node<S>;
