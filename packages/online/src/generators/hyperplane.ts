import type { Dataset } from '@thalweg/data';
import { ContractError, fillUniform, foldIn, type Key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import {
  type Definition,
  type GeneratedRow,
  generated,
  generatorDefaults,
  type GeneratorOptions,
  upTo,
  whole,
} from './generated.ts';

/** Options of {@link hyperplane}. */
export interface HyperplaneOptions extends GeneratorOptions {
  /** The number of features; 10 by default. */
  readonly features?: number;
  /** The number of weights that move; all by default. */
  readonly moving?: number;
  /** By how much a moving weight changes with each row; 0.001 by default. */
  readonly speed?: number;
  /** The probability with which a weight turns round, for each row; 0.1 by default. */
  readonly reversal?: number;
  /** The share of labels that are turned round; 0.05 by default. */
  readonly noise?: number;
}

/**
 * Returns the stream of a hyperplane that rotates: numbers from 0 to 1, the label 1 if `∑ wᵢ·xᵢ ≥ ½ ∑ wᵢ`, else 0. Weights begin
 * uniform in [0, 1). After each row a moving weight goes by `speed`, up at first, and turns round with a small probability.
 *
 * - **Record** `{ x: [features], label }`, labels float32
 * - **Drift** each change draws all weights anew
 * - **Best accuracy** `1 − noise`
 * - **Source** Hulten, Spencer, Domingos, "Mining Time-Changing Data Streams", KDD 2001, with a step at each row as in MOA
 * - **Throws** `ContractError` for options out of range
 *
 * To go on at row `n`, the turns of `n` rows are drawn again.
 *
 * @example
 * hyperplane({ seed: 7, length: 100_000, moving: 2 }).length // => 100_000
 */
export function hyperplane(options: HyperplaneOptions): Dataset<GeneratedRow> {
  const byDefault = { ...generatorDefaults, features: 10, moving: undefined, speed: 0.001, reversal: 0.1, noise: 0.05 };
  const settings = optionsOf('hyperplane', options, byDefault);
  const { features, moving = features, speed, reversal, noise } = settings;
  whole('hyperplane', { features }, 1);
  whole('hyperplane', { moving }, 0);
  if (moving > features)
    throw new ContractError(
      'hyperplane',
      `moving must be at most ${features}, the features`,
      `${moving}`,
      'Leave it out.',
    );
  upTo('hyperplane', { speed }, Infinity);
  upTo('hyperplane', { reversal }, 1);
  upTo('hyperplane', { noise }, 1);
  const fills: Definition['fills'] = root => {
    const [numbers, noises] = [foldIn(root, 'x'), foldIn(root, 'noise')];
    const weights = new MovingWeights(root, { features, moving, speed, reversal });
    return ({ from, count, concept, x, label }) => {
      fillUniform(x, numbers, features * from);
      fillUniform(label as Float32Array, noises, from);
      for (let row = 0; row < count; row++) {
        const one = weights.above(from + row, concept[row]!, x, features * row);
        label[row] = one === label[row]! >= noise ? 1 : 0;
      }
    };
  };
  return generated({ subject: 'hyperplane', width: features, labels: 'float32', fills }, settings);
}

/** Draws of turns that are made at once. */
const TURNS = 1024;

/** The weights at a row, which only goes up. */
class MovingWeights {
  readonly #root: Key;
  readonly #turnKey: Key;
  readonly #options: { features: number; moving: number; speed: number; reversal: number };
  readonly #starts: Float64Array[] = [];
  readonly #directions: Int32Array;
  /** The steps up, less the steps down, of each moving weight before the row. */
  readonly #steps: Int32Array;
  readonly #turns: Float32Array;
  #row = 0;

  constructor(root: Key, options: { features: number; moving: number; speed: number; reversal: number }) {
    const { moving } = options;
    this.#root = foldIn(root, 'weights');
    this.#turnKey = foldIn(root, 'turns');
    this.#options = options;
    this.#directions = new Int32Array(moving).fill(1);
    this.#steps = new Int32Array(moving);
    this.#turns = new Float32Array(moving * TURNS);
  }

  /** True if the point at `start` of `x` is on the upper side of the hyperplane of a row. */
  above(row: number, concept: number, x: Float32Array, start: number): boolean {
    const { features, moving, speed } = this.#options;
    if (speed > 0) while (this.#row < row) this.#step();
    const weights = (this.#starts[concept] ??= fillUniform(new Float64Array(features), foldIn(this.#root, concept)));
    let sum = 0;
    for (let i = 0; i < features; i++) {
      const weight = i < moving ? weights[i]! + speed * this.#steps[i]! : weights[i]!;
      sum += weight * (x[start + i]! - 0.5);
    }
    return sum >= 0;
  }

  #step(): void {
    const { moving, reversal } = this.#options;
    const at = (this.#row % TURNS) * moving;
    if (at === 0) fillUniform(this.#turns, this.#turnKey, this.#row * moving);
    for (let i = 0; i < moving; i++) {
      this.#steps[i]! += this.#directions[i]!;
      if (this.#turns[at + i]! < reversal) this.#directions[i]! *= -1;
    }
    this.#row++;
  }
}
