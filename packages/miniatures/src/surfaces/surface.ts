import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';

/** A stationary point: the gradient of the surface is zero there. */
export interface StationaryPoint {
  readonly x: number;
  readonly y: number;
  /** The loss at the point. */
  readonly loss: number;
}

/** A local or global minimum. */
export interface Minimum extends StationaryPoint {
  /** `'global'` if the loss is nowhere lower, `'local'` otherwise. */
  readonly kind: 'global' | 'local';
}

/** A loss of two variables, with its known minima and saddles. */
export interface Surface {
  /** The name of its export. */
  readonly name: string;
  /**
   * The loss at (x, y).
   *
   * - **Shape** `x, y: S → S`, elementwise: scalars are one point, vectors many of them
   */
  readonly loss: <S extends Shape>(x: Node<S>, y: Node<NoInfer<S>>) => Node<S>;
  /** All minima; empty if the loss is unbounded below. */
  readonly minima: readonly Minimum[];
  /** All saddle points. */
  readonly saddles: readonly StationaryPoint[];
  /** The usual starting point of a descent. */
  readonly start: readonly [x: number, y: number];
  /** The region to plot. */
  readonly view: { readonly x: readonly [lo: number, hi: number]; readonly y: readonly [lo: number, hi: number] };
}

/** Creates a surface from a loss of elementwise operations. */
export function surface(parts: Omit<Surface, 'loss'> & { readonly loss: (x: Node, y: Node) => Node }): Surface {
  return parts as Surface;
}
