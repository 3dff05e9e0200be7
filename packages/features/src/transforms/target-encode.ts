import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { CategoryKey } from '../columns/cells.ts';
import { ColumnTransform, type CategoryParts, type ColumnOptions, type Found } from '../columns/column-transform.ts';

/** Options of {@link targetEncode}. */
export interface TargetOptions extends ColumnOptions {
  /** The field of the target: a number, or a boolean, which is 0 or 1. */
  readonly target: string;
  /** As many rows of the mean of all targets are added to each category; 10 by default. */
  readonly smoothing?: number;
  /** The encoding before the first target; 0 by default. */
  readonly prior?: number;
}

/** The rows and the sum of the targets of each category, and of all rows. */
interface Totals {
  ids: Map<CategoryKey, number>;
  counts: Float64Array;
  sums: Float64Array;
  count: number;
  sum: number;
}

/**
 * The mean of a target over the rows of a category, shrunk towards the mean of all:
 * `(sum + smoothing · mean) / (count + smoothing)`. An unknown category has the mean of all.
 *
 * Rows that were fitted must not see their own target: for them, `apply({ ordered: true })` encodes each row by the rows
 * before it alone. So does `learn()` along a stream.
 *
 * - **Width** 1
 * - **Missing** is a separate category
 * - **Throws** `ContractError` for an invalid option
 * - **Stream errors** `DataError` for a target that is no finite number while fitting. Along a stream, a row without a target
 *   teaches nothing
 * - **Source** Micci-Barreca, "A Preprocessing Scheme for High-Cardinality Categorical Attributes", 2001; the order of
 *   Prokhorenkova, Gusev, Vorobev, Dorogush and Gulin, "CatBoost: unbiased boosting with categorical features", 2018
 *
 * @example
 * columnTransformer({ airport: targetEncode({ target: 'late', smoothing: 20 }) })
 */
export function targetEncode(options: TargetOptions): ColumnTransform {
  const { from, target, smoothing, prior } = optionsOf('targetEncode', options, {
    from: undefined,
    target: undefined,
    smoothing: 10,
    prior: 0,
  });
  if (typeof target !== 'string')
    throw new ContractError(
      'targetEncode',
      'target must be the name of a field',
      typeof target,
      "Try { target: 'late' }.",
    );
  if (!(smoothing >= 0 && smoothing < Infinity))
    throw new ContractError('targetEncode', 'smoothing must be a number of at least 0', String(smoothing), 'Try 10.');
  if (!Number.isFinite(prior))
    throw new ContractError('targetEncode', 'prior must be a finite number', String(prior), 'Try 0.');
  return new ColumnTransform('targetEncode', from, {
    settings: { target, smoothing, prior },
    ends: partsOf(target, smoothing, prior),
  });
}

function partsOf(target: string, smoothing: number, prior: number): CategoryParts<Totals> {
  return {
    family: 'category',
    target,
    initial: () => ({ ids: new Map(), counts: new Float64Array(0), sums: new Float64Array(0), count: 0, sum: 0 }),
    add: addTargets,
    width: () => 1,
    suffix: () => '',
    finder(state) {
      const found: Found = { index: 0, value: 0 };
      return key => {
        const mean = state.count === 0 ? prior : state.sum / state.count;
        const id = state.ids.get(key);
        const count = id === undefined ? 0 : state.counts[id]!;
        const sum = id === undefined ? 0 : state.sums[id]!;
        found.value = count === 0 ? mean : (sum + smoothing * mean) / (count + smoothing);
        return found;
      };
    },
    summary: ({ ids, count, sum }) => (count === 0 ? {} : { count: ids.size, targetMean: sum / count }),
    check({ ids, counts, sums, count, sum }, is) {
      is.counts({ count });
      is.finite({ sum });
      is.numbers('counts', counts, counts.length, 0);
      is.numbers('sums', sums, counts.length);
      is.must(ids.size <= counts.length, 'there must be a count for each category', ids.size);
      for (const [, id] of ids) is.must(id < ids.size, 'numbers of categories must be below their count', id);
    },
  };
}

function addTargets(state: Totals, key: CategoryKey, count: number, targets: number): void {
  let id = state.ids.get(key);
  if (id === undefined) {
    state.ids.set(key, (id = state.ids.size));
    if (id === state.counts.length) {
      state.counts = longer(state.counts);
      state.sums = longer(state.sums);
    }
  }
  state.counts[id]! += count;
  state.sums[id]! += targets;
  state.count += count;
  state.sum += targets;
}

function longer(elements: Float64Array): Float64Array {
  const all = new Float64Array(Math.max(16, 2 * elements.length));
  all.set(elements);
  return all;
}
