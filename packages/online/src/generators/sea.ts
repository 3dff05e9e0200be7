import type { Dataset } from '@thalweg/data';
import { fillUniform, foldIn } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type GeneratedRow, generated, generatorDefaults, numbered, type NumberedOptions, upTo } from './generated.ts';

/** Options of {@link sea}. */
export interface SeaOptions extends NumberedOptions {
  /** The share of labels that are turned round; 0.1 by default. */
  readonly noise?: number;
}

const THRESHOLDS = [8, 9, 7, 9.5] as const;

/**
 * Returns the SEA stream: three numbers from 0 to 10, the label 1 if the first two add up to at most a threshold, else 0. The third
 * number says nothing.
 *
 * - **Record** `{ x: [3], label }`, labels float32
 * - **Concepts** 1 to 4, thresholds 8, 9, 7 and 9.5; `[1, 2, 3, 4]` by default
 * - **Best accuracy** `1 − noise`
 * - **Source** Street, Kim, "A Streaming Ensemble Algorithm (SEA) for Large-Scale Classification", KDD 2001
 * - **Throws** `ContractError` for options out of range
 *
 * @example
 * sea({ seed: 7, length: 100_000, drift: { at: [25_000, 50_000, 75_000] } }).length // => 100_000
 */
export function sea(options: SeaOptions): Dataset<GeneratedRow> {
  const settings = optionsOf('sea', options, { ...generatorDefaults, concepts: [1, 2, 3, 4], noise: 0.1 });
  const { concepts, noise } = settings;
  numbered('sea', concepts, 1, 4);
  upTo('sea', { noise }, 1);
  return generated(
    {
      subject: 'sea',
      width: 3,
      labels: 'float32',
      concepts,
      fills: root => {
        const [numbers, noises] = [foldIn(root, 'x'), foldIn(root, 'noise')];
        return ({ from, count, concept, x, label }) => {
          fillUniform(x, numbers, 3 * from);
          fillUniform(label as Float32Array, noises, from);
          for (let i = 0; i < x.length; i++) x[i]! *= 10;
          for (let row = 0; row < count; row++) {
            const one = x[3 * row]! + x[3 * row + 1]! <= THRESHOLDS[concept[row]! - 1]!;
            label[row] = one === label[row]! >= noise ? 1 : 0;
          }
        };
      },
    },
    settings,
  );
}
