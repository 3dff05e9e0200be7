import { input, type Input } from '@thalweg/graph';
import { ContractError, type DType, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SparseFeatures } from './features.ts';

/** Options of {@link sparse}. */
export interface SparseOptions {
  /** The number of bits of an index: there are 2^bits features. */
  readonly bits: number;
  /** The dtype of the values, float32 by default. */
  readonly dtype?: DType;
}

/**
 * Returns inputs for the sparse column that `hashFeatures` makes: the fields `name.indices` and `name.values` of records.
 * Indices must be unique, as those of `hashFeatures` are. Columns are padded to a few lengths, so that a runner compiles few
 * plans.
 *
 * - **Throws** `ContractError` unless bits is a whole number from 1 to 30
 *
 * @example
 * const { prediction, loss } = logisticRegression(sparse('features', { bits: 18 }), input('spam', []));
 */
export function sparse(name: string, options: SparseOptions): SparseFeatures {
  const { bits, dtype } = optionsOf('sparse', options, { bits: undefined, dtype: 'float32' });
  if (!Number.isInteger(bits) || bits < 1 || bits > 30)
    throw new ContractError('sparse', 'bits must be a whole number from 1 to 30', String(bits), 'Try 18.');
  const axis = `${name}.n`;
  return {
    indices: input(`${name}.indices`, [axis], { dtype: 'int32', unique: true, padding: -1 }) as Input<Shape> as Input,
    values: input(`${name}.values`, [axis], { dtype, padding: 0 }) as Input<Shape> as Input,
    size: 2 ** bits,
  };
}
