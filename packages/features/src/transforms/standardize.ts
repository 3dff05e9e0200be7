import { optionsOf } from '@thalweg/tensor/engine';
import { ColumnTransform, type ColumnOptions, type NumberParts } from '../columns/column-transform.ts';

/**
 * The numbers so far: all are shifted by the first, whose difference from others is exact where they lie close together. Then the
 * mean, and the sum of the squared differences from it.
 */
interface Moments {
  count: number;
  first: number;
  shiftedMean: number;
  squares: number;
}

/**
 * Scales a column to mean 0 and deviation 1: `(x − mean) / deviation`, with the population's deviation. A constant column
 * is only shifted, to 0.
 *
 * - **Width** 1
 * - **Missing** an error when it is applied: `[impute('median'), standardize()]` fills it in. A fit ignores it
 * - **Throws** `ContractError` for an unknown option
 * - **Source** Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962; Chan, Golub and
 *   LeVeque, "Algorithms for Computing the Sample Variance", 1983, for the bound below which a variance is 0
 *
 * @example
 * columnTransformer({ age: standardize() })
 */
export function standardize(options?: ColumnOptions): ColumnTransform {
  const { from } = optionsOf('standardize', options, { from: undefined });
  return new ColumnTransform('standardize', from, { settings: null, ends: parts });
}

const parts: NumberParts<Moments> = {
  family: 'number',
  suffixes: [''],
  initial: () => ({ count: 0, first: 0, shiftedMean: 0, squares: 0 }),
  add(state, x, count) {
    if (state.count === 0) state.first = x;
    const shifted = x - state.first;
    const difference = shifted - state.shiftedMean;
    state.count += count;
    state.shiftedMean += (difference * count) / state.count;
    state.squares += count * difference * (shifted - state.shiftedMean);
  },
  isEmpty: ({ count }) => count === 0,
  writer(state) {
    const { first, shiftedMean } = state;
    const deviation = deviationOf(state);
    return (x, out, at) => void (out[at] = (x - first - shiftedMean) / deviation);
  },
  summary(state) {
    if (state.count === 0) return {};
    return { mean: state.first + state.shiftedMean, deviation: Math.sqrt(state.squares / state.count) };
  },
  check({ count, first, shiftedMean, squares }, is) {
    is.counts({ count });
    is.finite({ first, shiftedMean });
    is.amounts({ squares });
  },
};

/** The deviation; 1 if the variance may be rounding alone. */
function deviationOf({ count, first, shiftedMean, squares }: Moments): number {
  const variance = squares / count;
  const rounding = count * Number.EPSILON * variance + (count * (first + shiftedMean) * Number.EPSILON) ** 2;
  return variance <= rounding ? 1 : Math.sqrt(variance);
}
