import { permutation } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkCount, seedKey } from '../core/checks.ts';
import { DataError } from '../core/data-error.ts';
import type { Dataset } from '../core/dataset.ts';
import type { LabelField } from '../core/label.ts';
import { fixedRows, type FixedRows, inOrder, selected } from '../core/rows.ts';
import { labelCodes, type LabelCodes } from '../operators/label-codes.ts';
import type { Fold } from './fold.ts';

/** Options of {@link kFold}. */
export interface KFoldOptions<T> {
  /** Deals the rows at random; by default they are dealt in their own order, so that a fold is a run of neighbours. */
  readonly seed?: number;
  /** A field of classes: each fold gets the same share of each class. */
  readonly stratify?: LabelField<T>;
  /** A field of groups: rows of one group are never in both parts of a fold. */
  readonly groups?: LabelField<T>;
}

/**
 * Returns `k` folds for cross-validation. Each row is in the validation part of exactly one fold, and in the training part of
 * all others. Fit scalers and encoders on the training part of each fold.
 *
 * - **Sizes** differ by at most one row, with `stratify` also those of each class; with `groups` they are as equal as the
 *   groups allow
 * - **Order** of both parts: that of the dataset
 * - **Throws** {@link DataError} if there are fewer than `k` rows, groups, or rows of a class, if the rows cannot be read in any
 *   order, or a label is missing
 * - **Source** the rules are those of scikit-learn's `KFold`, `StratifiedKFold`, `GroupKFold` and `StratifiedGroupKFold`
 *
 * @example
 * const folds = kFold(fromColumns({ x: [1, 2, 3, 4, 5] }), 2, { seed: 7 });
 * folds.map(({ training, validation }) => [training.length, validation.length]) // => [[2, 3], [3, 2]]
 */
export function kFold<T>(dataset: Dataset<T>, k: number, options?: KFoldOptions<T>): Fold<T>[] {
  const { seed, stratify, groups } = optionsOf('kFold', options, {
    seed: undefined,
    stratify: undefined,
    groups: undefined,
  });
  checkCount('kFold', 'k', k, 2);
  const all = fixedRows('kFold', dataset);
  checkEnough('rows', all.length, k);
  const dealt = seed === undefined ? inOrder(all.length) : permutation(seedKey('kFold', seed), all.length);
  const inDealtOrder = { ...all, order: dealt.map(at => all.order[at]!) };
  const numbers = foldNumbers(inDealtOrder, k, stratify, groups);
  const foldOf = new Int32Array(all.length);
  dealt.forEach((at, place) => (foldOf[at] = numbers[place]!));
  return Array.from({ length: k }, (_, fold) => partsOf(all, dataset.epochs, at => foldOf[at] === fold));
}

/** Returns the number of the fold that each row is validated in. */
function foldNumbers<T>(
  rows: FixedRows<T>,
  k: number,
  stratify: LabelField<T> | undefined,
  groups: LabelField<T> | undefined,
): Int32Array {
  const classes = stratify === undefined ? undefined : labelCodes('kFold: stratify', rows, stratify);
  const grouping = groups === undefined ? undefined : labelCodes('kFold: groups', rows, groups);
  if (grouping !== undefined) checkEnough('groups', grouping.labels.length, k);
  classes?.counts.forEach((count, code) => checkEnough(`rows of class ${String(classes.labels[code])}`, count, k));
  if (grouping === undefined) return classes === undefined ? foldsBySize(rows.length, k) : foldsByClass(classes, k);
  return classes === undefined ? foldsByGroup(grouping, k) : foldsByGroupAndClass(grouping, classes, k);
}

function checkEnough(what: string, count: number, k: number): void {
  if (count < k)
    throw new DataError(
      'kFold',
      `there must be at least ${k} ${what}, one for each fold`,
      String(count),
      what.startsWith('rows of') ? 'Merge rare classes, or take fewer folds.' : 'Take fewer folds.',
    );
}

function partsOf<T>({ rows, order }: FixedRows<T>, epochs: number, isHeldOut: (at: number) => boolean): Fold<T> {
  const training = order.filter((_, at) => !isHeldOut(at));
  const validation = order.filter((_, at) => isHeldOut(at));
  return {
    training: selected({ rows, length: training.length, order: training }, epochs),
    validation: selected({ rows, length: validation.length, order: validation }, epochs),
  };
}

/** Deals rows to folds as runs of neighbours, whose sizes differ by at most one: the first ones are larger. */
function foldsBySize(length: number, k: number): Int32Array {
  const larger = length % k;
  const size = Math.floor(length / k);
  const ofLarger = larger * (size + 1);
  return Int32Array.from({ length }, (_, at) =>
    at < ofLarger ? Math.floor(at / (size + 1)) : larger + Math.floor((at - ofLarger) / size),
  );
}

/**
 * Deals the rows of each class to folds. The rows are counted off in the order of their classes, so that the folds differ by at
 * most one row in each class and as a whole.
 */
function foldsByClass({ codes, counts }: LabelCodes, k: number): Int32Array {
  let first = 0;
  const sizes = counts.map(count => {
    const perFold = Array.from({ length: k }, (_, fold) => countedOff(first, first + count, fold, k));
    first += count;
    return perFold;
  });
  const filling = counts.map(() => 0);
  return codes.map(code => {
    const left = sizes[code]!;
    while (left[filling[code]!] === 0) filling[code]!++;
    left[filling[code]!]!--;
    return filling[code]!;
  });
}

/** The whole numbers from `from` to `to − 1` that leave the remainder `fold` when divided by `k`. */
function countedOff(from: number, to: number, fold: number, k: number): number {
  const below = (limit: number): number => Math.ceil(Math.max(0, limit - fold) / k);
  return below(to) - below(from);
}

/** Deals whole groups to folds, the largest first, each to the fold with the fewest rows. */
function foldsByGroup({ codes, counts }: LabelCodes, k: number): Int32Array {
  const sizes = new Array<number>(k).fill(0);
  const foldOf = new Int32Array(counts.length);
  for (const group of bySize(counts)) {
    const lightest = sizes.indexOf(Math.min(...sizes));
    foldOf[group] = lightest;
    sizes[lightest]! += counts[group]!;
  }
  return codes.map(code => foldOf[code]!);
}

function bySize(counts: readonly number[]): number[] {
  return counts.map((_, group) => group).sort((a, b) => counts[b]! - counts[a]! || a - b);
}

/**
 * Deals whole groups to folds so that the shares of the classes stay alike: groups with the most uneven classes first, each to
 * the fold that leaves the smallest mean deviation of the shares; of equal ones, to the fold with the fewest rows.
 */
function foldsByGroupAndClass(groups: LabelCodes, classes: LabelCodes, k: number): Int32Array {
  const inGroup = groups.counts.map(() => new Array<number>(classes.counts.length).fill(0));
  groups.codes.forEach((group, at) => inGroup[group]![classes.codes[at]!]!++);
  const spread = inGroup.map(deviation);
  const order = spread.map((_, group) => group).sort((a, b) => spread[b]! - spread[a]! || a - b);
  const inFold = Array.from({ length: k }, () => new Array<number>(classes.counts.length).fill(0));
  const foldOf = new Int32Array(inGroup.length);
  for (const group of order) {
    const fold = bestFold(inFold, inGroup[group]!, classes.counts);
    foldOf[group] = fold;
    inFold[fold] = sum(inFold[fold]!, inGroup[group]!);
  }
  return groups.codes.map(group => foldOf[group]!);
}

function bestFold(inFold: readonly number[][], added: readonly number[], counts: readonly number[]): number {
  let [best, least, fewest] = [0, Infinity, Infinity];
  inFold.forEach((before, fold) => {
    const after = inFold.map((own, other) => (other === fold ? sum(before, added) : own));
    const uneven = mean(counts.map((count, code) => deviation(after.map(own => own[code]! / count))));
    const rows = after[fold]!.reduce((total, count) => total + count, 0);
    const alike = Math.abs(uneven - least) <= 1e-8 + 1e-5 * least;
    if (!(uneven < least || (alike && rows < fewest))) return;
    [best, least, fewest] = [fold, uneven, rows];
  });
  return best;
}

function sum(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, at) => value + b[at]!);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** The population's standard deviation. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map(value => (value - centre) ** 2)));
}
