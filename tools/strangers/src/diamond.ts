import { add, input, mul, square, type Input, type Node } from '@thalweg/graph';

export interface Diamond {
  readonly x: Input<readonly []>;
  /** `f = x² + 3x`: a change of `x` comes to it on two ways. */
  readonly f: Node<readonly []>;
  /** How many wires are held for those who look at the circuit. */
  readonly held: () => number;
}

/** A circuit with a diamond, at `x = 2`. */
export function diamond(): Diamond {
  const x = input('x', []);
  const f = add(square(x), mul(x, 3));
  x.set(2);
  return { x, f, held: () => f.circuit!.live.size };
}
