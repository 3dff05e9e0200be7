import { input, type Input, type Node } from '@thalweg/graph';
import { ContractError, type DType, type Shape } from '@thalweg/tensor';

/** A column of few features out of many: which they are, and their values. */
export interface SparseFeatures {
  /** int32 `[n]`, no element twice. */
  readonly indices: Input;
  /** `[n]`. */
  readonly values: Input;
  /** How many features there are. */
  readonly size: number;
}

/** What a model is told of an example: a vector `[d]`, a batch of them `['batch', d]`, or a sparse column. */
export type Features = Node<readonly [number]> | Node<readonly [number | string, number]> | SparseFeatures;

/** Options of {@link sparse}. */
export interface SparseOptions {
  /** There are 2^bits features. */
  readonly bits: number;
  /** Of the values, float32 by default. */
  readonly dtype?: DType;
}

/**
 * Inputs for the sparse column that `hashFeatures` makes: the fields `name.indices` and `name.values` of records. Indices
 * must be unique, as they are there. Columns are filled up
 * to few lengths, so that a runner has few to plan for.
 *
 * - **Throws** `ContractError` unless bits is a whole number from 1 to 30
 *
 * @example
 * const { prediction, loss } = logisticRegression(sparse('features', { bits: 18 }), input('spam', []));
 */
export function sparse(name: string, { bits, dtype = 'float32' }: SparseOptions): SparseFeatures {
  if (!Number.isInteger(bits) || bits < 1 || bits > 30)
    throw new ContractError('sparse', 'bits must be a whole number from 1 to 30', String(bits), 'Try 18.');
  const axis = `${name}.n`;
  return {
    indices: input(`${name}.indices`, [axis], { dtype: 'int32', unique: true, padding: -1 }) as Input<Shape> as Input,
    values: input(`${name}.values`, [axis], { dtype, padding: 0 }) as Input<Shape> as Input,
    size: 2 ** bits,
  };
}

/** Whether features are a sparse column. */
export function isSparse(x: Features): x is SparseFeatures {
  return 'indices' in x;
}

/** How many features there are, and what their values are. */
export function widthOf(model: string, x: Features): { readonly size: number; readonly dtype: 'float32' | 'float64' } {
  const size = isSparse(x) ? x.size : x.shape[x.shape.length - 1];
  const { dtype } = isSparse(x) ? x.values : (x as Node);
  if (typeof size !== 'number' || (!isSparse(x) && x.shape.length > 2) || (dtype !== 'float32' && dtype !== 'float64'))
    throw new ContractError(
      model,
      'features must be float [d], float [batch, d] or a sparse column, with a fixed d',
      String(isSparse(x) ? x.values : x),
      'Reshape or cast them.',
    );
  return { size, dtype };
}
