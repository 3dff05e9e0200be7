import { permutation } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { checkCount, seedKey } from '../core/checks.ts';
import { DataError } from '../core/data-error.ts';
import type { Dataset } from '../core/dataset.ts';
import type { LabelField } from '../core/label.ts';
import { fixedRows, type FixedRows, selected } from '../core/rows.ts';
import { labelCodes } from './label-codes.ts';

/** Options of {@link split}: the sizes of the parts, in rows or as fractions of all. */
export type SplitOptions<P extends readonly number[], T = never> = {
  readonly seed: number;
  /** A field of classes: each part gets the same share of each class. */
  readonly stratify?: LabelField<T>;
} & ({ readonly sizes: P; readonly fractions?: never } | { readonly fractions: P; readonly sizes?: never });

/**
 * Splits a dataset into parts that have no row in common and together have all rows, drawn by the seed.
 *
 * - **Order** random, the same in every epoch
 * - **Sizes** as given; with `stratify` each class has its share of each part, to within a row
 * - **Throws** {@link DataError} if the parts do not add up to the whole, or the dataset's rows do not have the same order in all
 *   epochs: split first, then shuffle the parts; with `stratify` if a class has fewer rows than there are parts
 *
 * @example
 * const [training, test] = split(digits, { seed: 1, fractions: [0.8, 0.2] });
 */
export function split<T, const P extends readonly number[]>(
  dataset: Dataset<T>,
  options: SplitOptions<P, T>,
): { -readonly [K in keyof P]: Dataset<T> } {
  if (printed(options) !== 'Object')
    throw new DataError(
      'split',
      'options must be an object',
      printed(options),
      'Try { seed: 1, fractions: [0.8, 0.2] }.',
    );
  const { seed, stratify, ...parting } = optionsOf('split', options as SplitOptions<P, T>, {
    seed: undefined,
    stratify: undefined,
    sizes: undefined,
    fractions: undefined,
  });
  const all = fixedRows('split', dataset);
  const shuffled = permutation(seedKey('split', seed), all.length).map(index => all.order[index]!);
  const inRandomOrder = { ...all, order: shuffled };
  const sizes = sizesOf(parting as SplitOptions<P>, all.length);
  const orders = stratify === undefined ? runsOf(shuffled, sizes) : stratified(inRandomOrder, sizes, stratify);
  const split = orders.map(order => selected({ rows: all.rows, length: order.length, order }, dataset.epochs));
  return split as { -readonly [K in keyof P]: Dataset<T> };
}

/** Cuts an order into runs of these sizes. */
function runsOf(order: Uint32Array, sizes: readonly number[]): Uint32Array[] {
  let from = 0;
  return sizes.map(size => order.subarray(from, (from += size)));
}

/** Gives each part its share of each class: of the rows that are left, one part after the other. */
function stratified<T>(rows: FixedRows<T>, sizes: readonly number[], field: LabelField<T>): Uint32Array[] {
  const { codes, counts, labels } = labelCodes('split: stratify', rows, field);
  const parts = sizes.filter(size => size > 0).length;
  counts.forEach((count, code) => {
    if (count < parts) throw tooRare(String(labels[code]), count, parts);
  });
  let left = counts;
  const quotas = sizes.map(size => {
    const quota = proportionalCounts(left, size);
    left = left.map((count, code) => count - quota[code]!);
    return quota;
  });
  const partOf = partsByQuota(codes, quotas);
  return sizes.map((_, part) => rows.order.filter((_, at) => partOf[at] === part));
}

/** The part of each row: of the rows of a class, the first ones are in the first part, up to its quota, and so on. */
function partsByQuota(codes: Int32Array, quotas: readonly (readonly number[])[]): Int32Array {
  const left = quotas.map(quota => [...quota]);
  return codes.map(code => {
    const part = left.findIndex(quota => quota[code]! > 0);
    left[part]![code]!--;
    return part;
  });
}

function tooRare(label: string, count: number, parts: number): DataError {
  return new DataError(
    'split',
    `each class must have at least ${parts} rows, one for each part`,
    `${count} of class ${label}`,
    'Merge rare classes, or split without stratify.',
  );
}

function sizesOf({ sizes, fractions }: SplitOptions<readonly number[]>, length: number): readonly number[] {
  if (!Array.isArray(sizes ?? fractions))
    throw new DataError(
      'split',
      'sizes or fractions must be an array of numbers',
      printed(sizes ?? fractions),
      'Try { seed: 1, fractions: [0.8, 0.2] }.',
    );
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

/**
 * Returns how many of `size` rows each class gets, as near to its share of all rows as whole numbers allow: its share rounded
 * down, and one more for the classes with the largest remainders.
 */
function proportionalCounts(counts: readonly number[], size: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map(count => (total === 0 ? 0 : (count * size) / total));
  const given = shares.map(Math.floor);
  const left = size - given.reduce((sum, count) => sum + count, 0);
  shares
    .map((share, code) => ({ code, rest: share - given[code]! }))
    .sort((a, b) => b.rest - a.rest || a.code - b.code)
    .slice(0, left)
    .forEach(({ code }) => given[code]!++);
  return given;
}
