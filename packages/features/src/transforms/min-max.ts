import { optionsOf } from '@thalweg/tensor/engine';
import { ColumnTransform, type ColumnOptions, type NumberParts } from '../columns/column-transform.ts';

/** Options of {@link minMax}. */
export interface RangeOptions extends ColumnOptions {
  /** Cuts numbers outside of the fitted range off, to 0 and 1; false by default. */
  readonly clip?: boolean;
}

interface Range {
  count: number;
  least: number;
  most: number;
}

/**
 * Scales a column to the range from 0 to 1: `(x − least) / (most − least)`. A constant column is only shifted, to 0.
 * Numbers outside of the fitted range lie outside of 0 to 1, unless `clip`.
 *
 * - **Width** 1
 * - **Missing** an error when it is applied: `[impute('median'), minMax()]` fills it in. A fit ignores it
 * - **Throws** `ContractError` for an unknown option
 *
 * @example
 * columnTransformer({ age: minMax({ clip: true }) })
 */
export function minMax(options?: RangeOptions): ColumnTransform {
  const { from, clip } = optionsOf('minMax', options, { from: undefined, clip: false });
  return new ColumnTransform('minMax', from, { settings: { clip }, ends: partsOf(clip) });
}

function partsOf(clip: boolean): NumberParts<Range> {
  return {
    family: 'number',
    suffixes: [''],
    initial: () => ({ count: 0, least: Infinity, most: -Infinity }),
    add(state, x, count) {
      state.count += count;
      if (x < state.least) state.least = x;
      if (x > state.most) state.most = x;
    },
    isEmpty: ({ count }) => count === 0,
    writer({ least, most }) {
      const width = most > least ? most - least : 1;
      const scale = (x: number): number => (x - least) / width;
      if (!clip) return (x, out, at) => void (out[at] = scale(x));
      return (x, out, at) => void (out[at] = Math.min(1, Math.max(0, scale(x))));
    },
    summary: ({ count, least, most }) => (count === 0 ? {} : { least, most }),
    check({ count, least, most }, is) {
      is.counts({ count });
      if (count === 0) return;
      is.finite({ least, most });
      is.must(least <= most, 'least must be at most most', least);
    },
  };
}
