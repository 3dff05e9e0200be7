import { add, becomes, cast, mul, type Node } from '@thalweg/graph';
import { memory } from '../memory.ts';
import type { Transform } from '../transform.ts';
import type { Updates } from '../updates.ts';

/** The name, the decay and the result of a velocity. */
export interface VelocityOptions {
  /** Such as `trace.v`: the velocity of a parameter is `trace.v(weight)`. */
  readonly name: string;
  /** γ. */
  readonly decay: (updates: Updates) => Node<readonly []>;
  /** If true, the result is one step ahead, `γ v + g`, as in Nesterov's momentum; v itself by default. */
  readonly ahead?: boolean;
}

/** Accumulates the gradients: `v ← γ v + g` from 0, in the precision of g. */
export function velocity({ name, decay, ahead = false }: VelocityOptions): Transform {
  return updates => {
    const gamma = decay(updates);
    return updates.mapElements((g, parameter) => {
      const fallen = (v: Node): Node => mul(v, cast(gamma, g.dtype));
      const before = memory(name, parameter);
      const v = becomes(before, add(fallen(before), g));
      return ahead ? add(fallen(v), g) : v;
    });
  };
}
