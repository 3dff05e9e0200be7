import { DataError } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import type { CategoryKey } from '../columns/cells.ts';
import { ColumnTransform, type CategoryParts, type ColumnOptions, type Found } from '../columns/column-transform.ts';

/**
 * One feature for each interval between boundaries, which is 1 where the number is in it: bucket 0 below the first boundary,
 * bucket i from boundary i − 1 on. Before another transform, as in `[bucketize([18, 65]), ordinal()]`, it gives the bucket.
 *
 * - **Width** one more than boundaries
 * - **Missing** an error: fill it in before, as with `[impute('median'), bucketize([18, 65])]`
 * - **Throws** `ContractError` unless the boundaries are finite numbers that ascend
 * - **Stream errors** `DataError` for a missing number
 *
 * @example
 * columnTransformer({ age: bucketize([18, 35, 65]) })
 */
export function bucketize(boundaries: readonly number[], options?: ColumnOptions): ColumnTransform {
  const { from } = optionsOf('bucketize', options, { from: undefined });
  const edges = [...arrayOf('bucketize', 'boundaries', boundaries)];
  const ascend = edges.every((x, i) => Number.isFinite(x) && (i === 0 || x > edges[i - 1]!));
  if (!ascend || edges.length === 0)
    throw new ContractError(
      'bucketize',
      'boundaries must be finite numbers that ascend',
      `[${edges.join(', ')}]`,
      'Sort them, each once.',
    );
  return new ColumnTransform('bucketize', from, {
    settings: { boundaries: edges },
    positional: [edges],
    ends: partsOf(edges),
    map: x => (Number.isNaN(x) ? NaN : bucketOf(edges, x)),
  });
}

function partsOf(edges: readonly number[]): CategoryParts {
  const found: Found = { index: 0, value: 1 };
  return {
    family: 'category',
    numeric: true,
    initial: () => ({}),
    add: () => {},
    width: () => edges.length + 1,
    suffix: (_, bucket) => (bucket === 0 ? ` < ${edges[0]}` : ` ≥ ${edges[bucket - 1]}`),
    admit: (_, key, column) => void knownNumber(key, column),
    finder: (_, column) => key => {
      found.index = bucketOf(edges, knownNumber(key, column));
      return found;
    },
  };
}

function knownNumber(key: CategoryKey, column: string): number {
  if (key !== null) return key as number;
  throw new DataError(
    `bucketize of ${column}`,
    'a number must not be missing',
    'NaN',
    "Try [impute('median'), bucketize(…)].",
  );
}

/** The number of boundaries up to x. */
function bucketOf(edges: readonly number[], x: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
