import { ContractError } from '@thalweg/tensor';
import { optionsOf, suggestion } from '@thalweg/tensor/engine';
import { asItIs, type ColumnOptions, ColumnTransform, type FillParts } from '../columns/column-transform.ts';
import {
  addToSketch,
  checkSketch,
  emptySketch,
  quantilesOf,
  rangeOfSketch,
  type QuantileSketch,
} from '../states/quantile-sketch.ts';

/**
 * Fills in missing numbers: by the mean or the median of the others, or by a constant. It is mostly the first of a chain:
 * what follows is fitted on the numbers that are filled in, too.
 *
 * - **Width** 1, if nothing follows
 * - **Median** exact up to 10,000 numbers; beyond, its rank is off by at most ⌈log₂(n/10,000)⌉ in 10,000
 * - **Missing** is an error only where no number is known. Along a stream, the numbers before fill it in
 * - **Throws** `ContractError` unless it is `'mean'`, `'median'` or a finite number
 *
 * @example
 * columnTransformer({ age: [impute('median'), standardize()], children: impute(0) })
 */
export function impute(by: 'mean' | 'median' | number, options?: ColumnOptions): ColumnTransform {
  const { from } = optionsOf('impute', options, { from: undefined });
  return new ColumnTransform('impute', from, { settings: by, positional: [by], ends: asItIs, fill: fillOf(by) });
}

function fillOf(by: 'mean' | 'median' | number): FillParts {
  if (by === 'mean') return meanFill as FillParts;
  if (by === 'median') return medianFill as FillParts;
  if (typeof by === 'number' && Number.isFinite(by)) return { initial: () => ({}), add: () => {}, value: () => by };
  throw new ContractError(
    'impute',
    "it must be 'mean', 'median' or a finite number",
    typeof by === 'string' ? `'${by as string}'` : String(by),
    suggestion(String(by), ['mean', 'median']),
  );
}

interface Mean {
  count: number;
  mean: number;
}

const meanFill: FillParts<Mean> = {
  initial: () => ({ count: 0, mean: 0 }),
  add(state, x) {
    state.count++;
    state.mean += (x - state.mean) / state.count;
  },
  value: ({ count, mean }) => (count === 0 ? NaN : mean),
  summary: ({ count, mean }) => (count === 0 ? {} : { mean }),
  check({ count, mean }, is) {
    is.counts({ count });
    is.finite({ mean });
  },
};

interface Median {
  sketch: QuantileSketch;
  median: number;
  /** Along a stream, the number of numbers from which on the median is computed again: when they became 3 % more. */
  next: number;
}

const medianFill: FillParts<Median> = {
  initial: () => ({ sketch: emptySketch(), median: 0, next: 1 }),
  add: ({ sketch }, x) => addToSketch(sketch, x),
  follow(state) {
    if (state.sketch.count >= state.next) settle(state);
  },
  finish: settle,
  value: ({ sketch, median }) => (sketch.count === 0 ? NaN : median),
  summary: ({ sketch, median }) => (sketch.count === 0 ? {} : { ...rangeOfSketch(sketch), median }),
  check({ sketch, median, next }, is) {
    checkSketch(sketch, is);
    is.finite({ median });
    is.counts({ next });
  },
};

function settle(state: Median): void {
  const { count } = state.sketch;
  if (count > 0) state.median = quantilesOf(state.sketch, [0.5])[0]!;
  state.next = count + Math.max(1, Math.floor(count / 32));
}
