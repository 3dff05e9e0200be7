import { add, input, mul, square, type Input, type Node } from '@thalweg/graph';

export interface Diamond {
  readonly x: Input<readonly []>;
  /** `f = x² + 3x`: a change of `x` reaches it on two paths. */
  readonly f: Node<readonly []>;
  /** Returns the number of slots that the live frame holds for subscribers. */
  readonly slots: () => number;
}

/** A circuit with a diamond, at `x = 2`. */
export function diamond(): Diamond {
  const x = input('x', []);
  const f = add(square(x), mul(x, 3));
  x.set(2);
  return { x, f, slots: () => f.circuit!.live.size };
}
