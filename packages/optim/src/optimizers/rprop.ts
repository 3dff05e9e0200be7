import { becomes, clip, greater, less, mul, sign, where, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkRange } from '../rules/check-range.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link rprop}. */
export interface RpropOptions {
  /** Δ before the first step, 0.01 by default. */
  readonly stepSize?: number;
  /** η⁺, the factor by which Δ grows while the sign stays the same, 1.2 by default. */
  readonly grow?: number;
  /** η⁻, the factor by which Δ shrinks when the sign changes, 0.5 by default. */
  readonly shrink?: number;
  /** The lower bound of Δ, 1e-6 by default. */
  readonly least?: number;
  /** The upper bound of Δ, 50 by default. */
  readonly most?: number;
}

/**
 * Rprop, for whole batches: each element has its own step size, and its direction is the sign of its gradient. The
 * signs of small batches contradict each other.
 *
 * With s the sign of g and s′ the previous one: `Δ ← min(η⁺Δ, most)` where `s s′ > 0`; `Δ ← max(η⁻Δ, least), s ← 0`
 * where `s s′ < 0`; then `θ ← θ − Δ s`. After a change of sign an element does not move for one step: the form called
 * iRprop⁻, as in PyTorch.
 *
 * - **Memory** `rprop.Δ(name)` and `rprop.s(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and keep their sign for their next step
 * - **Throws** `GraphError` for a step size below 0, an η⁺ below 1, an η⁻ outside of [0, 1), a most below the least
 * - **Source** Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP
 *   Algorithm", 1993; the pause after a change of sign from Igel and Hüsken, "Improving the Rprop Learning Algorithm",
 *   2000
 */
export function rprop(options?: RpropOptions): Transform {
  const { stepSize, grow, shrink, least, most } = optionsOf('rprop', options, {
    stepSize: 0.01,
    grow: 1.2,
    shrink: 0.5,
    least: 1e-6,
    most: 50,
  });
  checkRange(stepSize, { name: 'stepSize', least: 0 });
  checkRange(grow, { name: 'grow', least: 1 });
  checkRange(shrink, { name: 'shrink', least: 0, below: 1 });
  checkRange(least, { name: 'least', least: 0 });
  checkRange(most, { name: 'most', least });
  return updates =>
    updates.mapElements((g, parameter) => {
      const before = memory('rprop.s', parameter);
      const size = memory('rprop.Δ', parameter, stepSize);
      const agreement = mul(sign(g), before);
      const turned = less(agreement, 0);
      const now = becomes(before, where(turned, 0, sign(g)));
      const resized = where(greater(agreement, 0), mul(size, grow), where(turned, mul(size, shrink), size));
      return mul(becomes(size, clip(resized, { min: least, max: most })), now) as Node;
    });
}
