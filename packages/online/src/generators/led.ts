import type { Dataset } from '@thalweg/data';
import { fillUniform, foldIn, type Key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type GeneratedRow, generated, generatorDefaults, type NumberedOptions, upTo, whole } from './generated.ts';
import { swappedConcepts, swapRow } from './swaps.ts';

/** Options of {@link led}. */
export interface LedOptions extends NumberedOptions {
  /** The share of segments that are inverted; 0.1 by default. */
  readonly noise?: number;
  /** The number of lamps that are on or off by chance; 17 by default, so that there are 24 features. */
  readonly irrelevant?: number;
}

/** The lit segments of the digits 0 to 9: top, upper left, upper right, middle, lower left, lower right, bottom. */
const SEGMENTS = [0b1110111, 0b0010010, 0b1011101, 0b1011011, 0b0111010, 0b1101011, 0b1101111, 0b1010010, 127, 123];

/**
 * Returns the stream of a display with faults: seven segments show a digit, each inverted by chance; the label is the digit.
 *
 * - **Record** `{ x: [24], label }`, features 0 and 1, labels int32
 * - **Concepts** the number of segments that have changed places with the first irrelevant lamps; `[0, 3, 5, 7]` by default
 * - **Best accuracy** 0.740 with the default noise
 * - **Source** Breiman, Friedman, Olshen, Stone, "Classification and Regression Trees", 1984, §2.6.1
 * - **Throws** `ContractError` for options out of range
 *
 * @example
 * led({ seed: 7, length: 100_000, drift: { at: [50_000] } }).length // => 100_000
 */
export function led(options: LedOptions): Dataset<GeneratedRow> {
  const settings = optionsOf('led', options, { ...generatorDefaults, concepts: undefined, noise: 0.1, irrelevant: 17 });
  const { noise, irrelevant } = settings;
  upTo('led', { noise }, 1);
  whole('led', { irrelevant }, 0);
  const concepts = swappedConcepts('led', settings.concepts, 7, irrelevant);
  const width = 7 + irrelevant;
  const fills = (root: Key) => ledRows(root, width, noise);
  return generated({ subject: 'led', width, labels: 'int32', concepts, fills }, settings);
}

function ledRows(root: Key, width: number, noise: number): ReturnType<Parameters<typeof generated>[0]['fills']> {
  const [lamps, digits] = [foldIn(root, 'lamps'), foldIn(root, 'digit')];
  return ({ from, count, concept, x, label }) => {
    fillUniform(x, lamps, width * from);
    const chances = fillUniform(new Float32Array(count), digits, from);
    for (let row = 0; row < count; row++) {
      const digit = Math.floor(10 * chances[row]!);
      const lit = SEGMENTS[digit]!;
      const start = row * width;
      for (let lamp = 0; lamp < 7; lamp++)
        x[start + lamp] = ((lit >> (6 - lamp)) & 1) ^ (x[start + lamp]! < noise ? 1 : 0);
      for (let lamp = 7; lamp < width; lamp++) x[start + lamp] = x[start + lamp]! < 0.5 ? 1 : 0;
      swapRow(x, start, 7, concept[row]!);
      label[row] = digit;
    }
  };
}
