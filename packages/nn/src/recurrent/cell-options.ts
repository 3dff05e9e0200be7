import { glorotUniform, type Initializer } from '../initializers/initializer.ts';
import { orthogonal } from '../initializers/orthogonal.ts';
import type { WeightSource } from '../layer-parts/weight-source.ts';

/** Options that `rnnCell`, `gruCell` and `lstmCell` have in common. */
export interface CellOptions {
  /** If true, adds a bias to both products; true by default. */
  readonly bias?: boolean;
  /**
   * The initializer of the weights of the input, `glorotUniform` by default; it makes `[in, units]` for each gate. Or the
   * weights of all gates themselves: a node, or a function that returns it.
   */
  readonly inputWeight?: WeightSource;
  /** The same for the weights of the carry, `[units, units]` for each gate; `orthogonal()` by default. */
  readonly recurrentWeight?: WeightSource;
  /** The seed of its first weights; 0 by default. */
  readonly seed?: number;
  /** The prefix of the names of its parameters: `gru1`, `gru2`, … by default. */
  readonly name?: string | undefined;
}

/** The defaults of options, for `optionsOf`. */
export const cellDefaults = {
  bias: true,
  inputWeight: glorotUniform satisfies Initializer as Initializer,
  recurrentWeight: ((key, shape, dtype) => orthogonal()(key, shape, dtype)) satisfies Initializer as Initializer,
  seed: 0,
  name: undefined,
} as const;
