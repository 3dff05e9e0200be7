import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';

/** The shape with another last axis. */
export type WithLast<S extends Shape, N extends number> = number extends S['length']
  ? Shape
  : S extends readonly [...infer Lead extends Shape, unknown]
    ? readonly [...Lead, N]
    : Shape;

/** A layer that keeps the shape. */
export type SameShapeLayer = <S extends Shape>(x: Node<S>) => Node<S>;
