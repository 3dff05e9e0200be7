import { add, becomes, equal, mul, sub, where, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkRange, checkWhole } from '../rules/check-range.ts';
import { everyNth } from '../rules/step-count.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link lookahead}. */
export interface LookaheadOptions {
  /** k, the number of fast steps between two slow ones, 5 by default. */
  readonly every?: number;
  /** α, the share of the way from the slow to the fast weights, 0.5 by default. */
  readonly rate?: number;
}

/**
 * Lookahead: the optimizer takes k fast steps, then the parameters return to slow weights, which move a part of the
 * way: `φ ← φ + α(θ − φ); θ ← φ` after every k-th step. It is more stable than the optimizer itself, so it allows a
 * larger rate.
 *
 * - **Memory** `lookahead.φ(name)` for each parameter, from the first step on
 * - **Throws** `GraphError` for an `every` that is no whole number of at least 1, a rate outside of [0, 1)
 * - **Source** Zhang, Lucas, Hinton and Ba, "Lookahead Optimizer: k steps forward, 1 step back", 2019, algorithm 1
 *
 * @example
 * lookahead(adam({ learningRate: 0.003 }), { every: 5 })
 */
export function lookahead(optimizer: Transform, options?: LookaheadOptions): Transform {
  const { every, rate } = optionsOf('lookahead', options, { every: 5, rate: 0.5 });
  checkWhole(every, 'every');
  checkRange(rate, { name: 'rate', least: 0, below: 1 });
  return updates => {
    const moved = optimizer(updates);
    // After an accumulation these are the steps that move.
    const { step } = moved;
    const back = everyNth(step, every);
    const first = equal(step, 1);
    return moved.map((u, parameter) => {
      const theta = parameter as Node;
      const phi = memory('lookahead.φ', parameter);
      const before = where(first, theta, phi);
      const nearer = add(before, mul(rate, sub(sub(theta, u), before)));
      const slow = becomes(phi, where(back, nearer, before));
      return where(back, sub(theta, slow), u) as Node;
    });
  };
}
