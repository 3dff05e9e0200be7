import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';

/** A point where a surface is level. */
export interface StationaryPoint {
  readonly x: number;
  readonly y: number;
  /** How high the surface is there. */
  readonly loss: number;
}

/** A point with none below it nearby. */
export interface Minimum extends StationaryPoint {
  /** `'global'` if there is none below it anywhere, `'local'` otherwise. */
  readonly kind: 'global' | 'local';
}

/** A loss of two variables, and what is known of it. */
export interface Surface {
  /** The name that it is exported under. */
  readonly name: string;
  /**
   * The loss at (x, y).
   *
   * - **Shape** `x, y: S → S`, elementwise: scalars are one point, vectors many of them
   */
  readonly loss: <S extends Shape>(x: Node<S>, y: Node<NoInfer<S>>) => Node<S>;
  /** All of its minima; none where it falls for ever. */
  readonly minima: readonly Minimum[];
  /** All points where it is level, goes up one way, and down another. */
  readonly saddles: readonly StationaryPoint[];
  /** Where a descent starts. */
  readonly start: readonly [x: number, y: number];
  /** The part worth looking at. */
  readonly view: { readonly x: readonly [lo: number, hi: number]; readonly y: readonly [lo: number, hi: number] };
}

/** A surface from a loss that is written with elementwise operations. */
export function surface(parts: Omit<Surface, 'loss'> & { readonly loss: (x: Node, y: Node) => Node }): Surface {
  return parts as Surface;
}
