import { permutation } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { DataError } from '../data-error.ts';
import type { Dataset } from '../dataset.ts';
import { checkCount } from '../internal/check-count.ts';
import { fixedRows, type FixedRows } from '../internal/fixed-rows.ts';
import { inOrder } from '../internal/row-order.ts';
import type { LabelField } from '../label.ts';
import { selected } from '../selected.ts';
import type { Fold } from './fold.ts';
import { foldsByClass, foldsByGroup, foldsByGroupAndClass, foldsBySize } from './fold-numbers.ts';
import { labelCodes } from '../internal/label-codes.ts';
import { seedKey } from '../internal/seed-key.ts';

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
