import { abs, add, becomes, div, maximum, mul, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkRange } from '../rules/check-range.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link cocob}. */
export interface CocobOptions {
  /** α, 100 by default: about as many steps pass before an element may bet more than 1/α of its wealth. */
  readonly alpha?: number;
}

/**
 * COCOB, which has no learning rate: each element bets on the sign of its next gradient, and the wealth that it has won says how far
 * it goes from its first value θ₁.
 *
 * `L ← max(L, |g|); G ← G + |g|; R ← max(R − (θ − θ₁)g, 0); S ← S − g; θ ← θ₁ + S/max(G + L, αL) · (1 + R/L)`.
 *
 * The scale of the loss does not matter. An element that has won much moves far at once, so a world that changes fast is better followed
 * by `bestOf` of `@thalweg/online`.
 *
 * - **Memory** `cocob.L(name)`, `cocob.G(name)`, `cocob.R(name)`, `cocob.S(name)` and `cocob.θ−θ₁(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged: the same bits as with a dense gradient
 * - **Throws** `GraphError` for an α below 1
 * - **Source** Orabona and Tommasi, "Training Deep Networks without Learning Rates Through Coin Betting", 2017, algorithm 2
 */
export function cocob(options?: CocobOptions): Transform {
  const { alpha } = optionsOf('cocob', options, { alpha: 100 });
  checkRange(alpha, { name: 'alpha', least: 1 });
  return updates =>
    updates.mapElements((g, parameter) => {
      const kept = (name: string): Node => memory(`cocob.${name}`, parameter) as Node;
      const write = (register: Node, next: Node): Node => becomes(register as never, next as never) as Node;
      const [largest, total, reward, sum, away] = [kept('L'), kept('G'), kept('R'), kept('S'), kept('θ−θ₁')];
      const L = write(largest, maximum(largest, abs(g)) as Node);
      const G = write(total, add(total, abs(g)) as Node);
      const R = write(reward, maximum(sub(reward, mul(away, g)), 0) as Node);
      const S = write(sum, sub(sum, g) as Node);
      const share: Node = div(S, maximum(maximum(add(G, L), mul(L, alpha)), TINY));
      return sub(away, write(away, mul(share, add(1, div(R, maximum(L, TINY)))) as Node)) as Node;
    });
}

/** A divisor in place of 0, before the first gradient. */
const TINY = 1e-30;
