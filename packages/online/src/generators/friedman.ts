import type { Dataset } from '@thalweg/data';
import { fillNormal, fillUniform, foldIn } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type GeneratedRow, generated, generatorDefaults, numbered, type NumberedOptions, upTo } from './generated.ts';

/** Options of {@link friedman}. */
export interface FriedmanOptions extends NumberedOptions {
  /** The deviation of the normal noise; 1 by default. */
  readonly noise?: number;
}

/** The features that take the places of x₁ to x₅, by concept. */
const PLACES = [
  [0, 1, 2, 3, 4],
  [3, 5, 1, 0, 2],
  [1, 4, 3, 2, 0],
] as const;

/**
 * Returns the stream of Friedman's function: ten numbers from 0 to 1, of which five count, and the label
 * `10 sin(π·x₁·x₂) + 20 (x₃ − ½)² + 10 x₄ + 5 x₅ + ε`, with normal noise ε.
 *
 * - **Record** `{ x: [10], label }`, labels float32
 * - **Concepts** 1 to 3, `[1, 2, 3]` by default: other features take the places of x₁ to x₅, which are x₄, x₆, x₂, x₁, x₃ and x₂, x₅,
 *   x₄, x₃, x₁. `[1, 2]` with two changes is the global recurring drift of Ikonomovska, and a width makes the changes gradual
 * - **Best root mean square error** `noise`
 * - **Source** Friedman, "Multivariate Adaptive Regression Splines", Annals of Statistics 19(1), 1991; drifts: Ikonomovska, Gama,
 *   Džeroski, "Learning model trees from evolving data streams", Data Mining and Knowledge Discovery 23, 2011
 * - **Throws** `ContractError` for options out of range
 *
 * @example
 * friedman({ seed: 7, length: 100_000, drift: { at: [50_000] } }).length // => 100_000
 */
export function friedman(options: FriedmanOptions): Dataset<GeneratedRow> {
  const settings = optionsOf('friedman', options, { ...generatorDefaults, concepts: [1, 2, 3], noise: 1 });
  const { concepts, noise } = settings;
  numbered('friedman', concepts, 1, 3);
  upTo('friedman', { noise }, Infinity);
  return generated(
    {
      subject: 'friedman',
      width: 10,
      labels: 'float32',
      concepts,
      fills: root => {
        const [numbers, noises] = [foldIn(root, 'x'), foldIn(root, 'noise')];
        return ({ from, count, concept, x, label }) => {
          fillUniform(x, numbers, 10 * from);
          fillNormal(label as Float32Array, noises, from);
          for (let row = 0; row < count; row++) {
            const [a, b, c, d, e] = PLACES[concept[row]! - 1]!;
            const at = 10 * row;
            label[row] = smooth(x[at + a]!, x[at + b]!, x[at + c]!, x[at + d]!, x[at + e]!) + noise * label[row]!;
          }
        };
      },
    },
    settings,
  );
}

function smooth(a: number, b: number, c: number, d: number, e: number): number {
  return 10 * sinPi(a * b) + 20 * (c - 0.5) * (c - 0.5) + 10 * d + 5 * e;
}

/** `sin(π·t)` for t from 0 to 1, by its series: the same on every machine, as `Math.sin` is not. */
function sinPi(t: number): number {
  const angle = Math.PI * Math.min(t, 1 - t);
  let [term, sum] = [angle, angle];
  for (let odd = 3; odd < 25; odd += 2) sum += term *= (-angle * angle) / (odd * (odd - 1));
  return sum;
}
