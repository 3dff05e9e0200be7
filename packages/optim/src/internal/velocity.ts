import { add, becomes, cast, mul, type Node } from '@thalweg/graph';
import { memory } from '../memory.ts';
import type { Transform } from '../transform.ts';
import type { Updates } from '../updates.ts';

/** What a velocity is called, how it falls, and what goes on. */
export interface VelocityOptions {
  /** `trace.v` for one that is named `trace.v(weight)`. */
  readonly name: string;
  /** γ. */
  readonly decay: (updates: Updates) => Node<readonly []>;
  /** Whether to look a step ahead, `γ v + g`, as Nesterov does; v itself by default. */
  readonly ahead?: boolean;
}

/** Gathers what comes: `v ← γ v + g` from 0, in the precision of g. */
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
