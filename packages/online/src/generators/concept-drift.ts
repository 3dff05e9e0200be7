import { ContractError, fillUniform, type Key } from '@thalweg/tensor';
import { log, optionsOf } from '@thalweg/tensor/engine';

/** Changes of what a generated stream follows. */
export interface ConceptDrift {
  /** The row at which each change takes place, in rising order. */
  readonly at: readonly number[];
  /**
   * The number of rows that a change takes; 0, at once, by default. In a gradual change row `i` follows the next concept with
   * probability `1 / (1 + exp(−4(i − at) / width))`.
   */
  readonly width?: number;
}

/** Writes the number of changes that each row from `from` on has seen to `out`. */
export type Changes = (out: Int32Array, from: number) => void;

/**
 * Returns what counts the changes before each row.
 *
 * - **Source** Bifet, Holmes, Pfahringer, Kirkby, Gavaldà, "New Ensemble Methods For Evolving Data Streams", KDD 2009:
 *   the sigmoid, with tangent `1 / width` at the change. One draw decides about all changes of a row
 * - **Throws** `ContractError` for changes that are not whole numbers in rising order
 */
export function changesOf(subject: string, drift: ConceptDrift | undefined, key: Key): Changes {
  const { at, width } = optionsOf(`${subject}: drift`, drift, { at: [] as readonly number[], width: 0 });
  if (!Array.isArray(at) || !at.every((row, i) => Number.isSafeInteger(row) && row >= 0 && !(row <= at[i - 1]!)))
    throw new ContractError(
      `${subject}: drift`,
      'at must be row numbers in rising order',
      Array.isArray(at) ? `[${at.join(', ')}]` : String(at),
      'Try { at: [25_000, 50_000] }.',
    );
  if (!Number.isSafeInteger(width) || width < 0)
    throw new ContractError(`${subject}: drift`, 'width must be a whole number', String(width), 'Try 0, or 1000.');
  return (out, from) => {
    if (width > 0) return gradual(out, from, at, width, key);
    for (let row = 0, change = 0; row < out.length; row++) {
      while (from + row >= at[change]!) change++;
      out[row] = change;
    }
  };
}

/** The sigmoid is compared by its inverse, as `Math.exp` differs between engines. */
function gradual(out: Int32Array, from: number, at: readonly number[], width: number, key: Key): void {
  const chances = fillUniform(new Float32Array(out.length), key, from);
  for (let row = 0; row < out.length; row++) {
    const chance = chances[row]! + 2 ** -25;
    const reached = from + row - (width / 4) * log(chance / (1 - chance));
    let change = 0;
    while (reached > at[change]!) change++;
    out[row] = change;
  }
}
