import { nodeOf } from '@thalweg/graph/engine';
import { Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import type { SparseFeatures, Features } from './features.ts';

/** Returns true for a sparse column. */
export function isSparse(x: Features): x is SparseFeatures {
  return !(x instanceof Node) && typeof x === 'object' && x !== null && 'indices' in x;
}

/** Returns the number of features, and the dtype of their values. */
export function widthOf(model: string, x: Features): { readonly size: number; readonly dtype: 'float32' | 'float64' } {
  if (!isSparse(x)) nodeOf(model, x as Node);
  const size = isSparse(x) ? x.size : x.shape[x.shape.length - 1];
  const { dtype } = isSparse(x) ? x.values : (x as Node);
  if (
    typeof size !== 'number' ||
    (isSparse(x) ? x.values : x).shape.length > 2 ||
    (dtype !== 'float32' && dtype !== 'float64')
  )
    throw new ContractError(
      model,
      'features must be float [d], float [batch, d] or a sparse column, with a fixed d',
      String(isSparse(x) ? x.values : x),
      'Reshape or cast them.',
    );
  return { size, dtype };
}
