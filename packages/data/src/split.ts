import { foldIn, key, permutation } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { DataError } from './data-error.ts';
import type { Dataset } from './dataset.ts';
import { checkCount } from './internal/check-count.ts';
import { selected } from './selected.ts';

/** Options of {@link split}: the sizes of the parts, in rows or as fractions of all. */
export type SplitOptions<P extends readonly number[]> = { readonly seed: number } & (
  { readonly sizes: P; readonly fractions?: never } | { readonly fractions: P; readonly sizes?: never }
);

/**
 * Splits a dataset into parts that have no row in common and together have all rows, drawn by the seed.
 *
 * - **Order** random, the same in every epoch
 * - **Throws** {@link DataError} if the parts do not add up to the whole, or the dataset's rows do not have the same order in all
 *   epochs: split first, then shuffle the parts
 *
 * @example
 * const [training, test] = split(digits, { seed: 1, fractions: [0.8, 0.2] });
 */
export function split<T, const P extends readonly number[]>(
  dataset: Dataset<T>,
  options: SplitOptions<P>,
): { -readonly [K in keyof P]: Dataset<T> } {
  const { seed, ...parting } = optionsOf('split', options, { seed: undefined, sizes: undefined, fractions: undefined });
  const { selection } = dataset.reader;
  if (selection === undefined || typeof selection.order === 'function')
    throw new DataError(
      'split',
      'the rows must be the same in every epoch and readable in any order',
      selection === undefined ? 'a dataset read from front to back' : 'a dataset with another order for each epoch',
      'Split first, then shuffle, sample or batch the parts.',
    );
  const { rows, length, order } = selection;
  const shuffled = permutation(foldIn(key(seed), 'split'), length).map(index => order[index]!);
  let from = 0;
  const split = sizesOf(parting as SplitOptions<P>, length).map(size =>
    selected({ rows, length: size, order: shuffled.subarray(from, (from += size)) }, dataset.epochs),
  );
  return split as { -readonly [K in keyof P]: Dataset<T> };
}

function sizesOf({ sizes, fractions }: SplitOptions<readonly number[]>, length: number): readonly number[] {
  if (sizes !== undefined) {
    for (const size of sizes) checkCount('split', 'each size', size, 0);
    checkSum('sizes', sizes, length, 0);
    return sizes;
  }
  if (!fractions.every(fraction => fraction >= 0))
    throw new DataError(
      'split',
      'fractions must not be negative',
      `[${fractions.join(', ')}]`,
      'Give fractions that add up to 1.',
    );
  checkSum('fractions', fractions, 1, 1e-9);
  let share = 0;
  const cuts = fractions.map(fraction => Math.round((share += fraction) * length));
  return cuts.map((cut, part) => cut - (cuts[part - 1] ?? 0));
}

function checkSum(option: string, parts: readonly number[], whole: number, tolerance: number): void {
  const sum = parts.reduce((total, part) => total + part, 0);
  if (Math.abs(sum - whole) > tolerance)
    throw new DataError(
      'split',
      `${option} must add up to ${whole}`,
      `[${parts.join(', ')}], which add up to ${sum}`,
      'Give a part to every row: split off a rest and leave it unused.',
    );
}
