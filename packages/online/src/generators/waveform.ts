import type { Dataset } from '@thalweg/data';
import { fillNormal, fillUniform, foldIn } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type GeneratedRow, generated, generatorDefaults, type NumberedOptions, whole } from './generated.ts';
import { swappedConcepts, swapRow } from './swaps.ts';

/** Options of {@link waveform}. */
export interface WaveformOptions extends NumberedOptions {
  /** The number of features that are noise alone; 19 by default, so that there are 40. */
  readonly irrelevant?: number;
}

/** The middles of the three triangular waves, among 21 samples counted from 1. */
const MIDDLES = [11, 15, 7] as const;

/** The waves that each class mixes. */
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

/**
 * Returns the waveform stream: 21 samples of a mixture of two of three triangular waves, with normal noise; the label is the pair.
 *
 * Sample `t` of class `c` is `u·h(t) + (1 − u)·h′(t) + ε`, with `u` uniform from 0 to 1 for the row, and `h(t) = max(6 − |t − m|, 0)`. The
 * middles `m` of the pairs are 11 and 15, 11 and 7, 15 and 7.
 *
 * - **Record** `{ x: [40], label }`, labels int32, from 0 to 2
 * - **Concepts** the number of samples that have changed places with the first irrelevant features; `[0, 3, 5, 7]` by default
 * - **Best accuracy** about 0.86
 * - **Source** Breiman, Friedman, Olshen, Stone, "Classification and Regression Trees", 1984, §2.6.2
 * - **Throws** `ContractError` for options out of range
 *
 * @example
 * waveform({ seed: 7, length: 5000, irrelevant: 0 }).length // => 5000
 */
export function waveform(options: WaveformOptions): Dataset<GeneratedRow> {
  const settings = optionsOf('waveform', options, { ...generatorDefaults, concepts: undefined, irrelevant: 19 });
  const { irrelevant } = settings;
  whole('waveform', { irrelevant }, 0);
  const concepts = swappedConcepts('waveform', settings.concepts, 21, irrelevant);
  const width = 21 + irrelevant;
  return generated(
    {
      subject: 'waveform',
      width,
      labels: 'int32',
      concepts,
      fills: root => {
        const keys = { noise: foldIn(root, 'noise'), class: foldIn(root, 'class'), share: foldIn(root, 'share') };
        return ({ from, count, concept, x, label }) => {
          fillNormal(x, keys.noise, width * from);
          const classes = fillUniform(new Float32Array(count), keys.class, from);
          const shares = fillUniform(new Float32Array(count), keys.share, from);
          for (let row = 0; row < count; row++) {
            const [start, kind] = [row * width, Math.floor(3 * classes[row]!)];
            const [first, second] = PAIRS[kind]!;
            for (let t = 1; t <= 21; t++)
              x[start + t - 1]! += shares[row]! * wave(first, t) + (1 - shares[row]!) * wave(second, t);
            swapRow(x, start, 21, concept[row]!);
            label[row] = kind;
          }
        };
      },
    },
    settings,
  );
}

const wave = (number: 0 | 1 | 2, t: number): number => Math.max(6 - Math.abs(t - MIDDLES[number]), 0);
