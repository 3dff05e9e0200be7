import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import type { SameShapeLayer } from './layer.ts';

/** Layer that returns its input. */
export const unchanged: SameShapeLayer = <S extends Shape>(x: Node<S>) => x;
