import type { Node } from '@thalweg/graph';
import { ContractError, tensor, type TensorLike } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { setWeights, type LoadedWeights } from './set-weights.ts';
import type { StoredWeight } from './stored-weights.ts';
import type { LoadWeightsOptions } from './weights-options.ts';

/**
 * Loads tensors by name, such as those of a checkpoint of another library, into the parameters and states that nodes read when
 * they predict, and returns a report of their names. Numbers are converted to the dtype of each parameter. All of them are set,
 * or none.
 *
 * With `convention: 'pytorch'`, the names and the axes are those of PyTorch's state dicts, and the layout of each weight
 * follows from the product or convolution that reads it. Below a flattened image, the channels come first in PyTorch, and
 * last here: these rows change places. A name that begins with that of a module needs no entry in `names`:
 * a layer called `layers.0.linear1` finds `layers.0.linear1.weight`. In stacked recurrent layers, `rnn2` may be named
 * `'rnn_l1'`, or `'rnn_l0_reverse'`.
 *
 * - **Throws** `GraphError` for what is no node; `StateError` with all that is missing, too many, of another shape or
 *   not a number of the parameter's dtype, unless `missing` and `extra` allow it; `ContractError` for wrong options
 *
 * @example
 * const y = input('x', ['batch', 2]).pipe(dense(1));
 * const weights = { 'fc.weight': [[3, 4]], 'fc.bias': [5] };
 * const { loaded } = loadWeights(y, weights, { convention: 'pytorch', names: { dense1: 'fc' } });
 * loaded // => { 'dense1/weight': 'fc.weight', 'dense1/bias': 'fc.bias' }
 */
export function loadWeights(
  nodes: Node | readonly Node[],
  tensors: Readonly<Record<string, TensorLike>>,
  options?: LoadWeightsOptions,
): LoadedWeights {
  return setWeights('loadWeights', nodes, { weightsIn: () => new Map(stored(tensors)), options });
}

function stored(tensors: Readonly<Record<string, TensorLike>>): [string, StoredWeight][] {
  if (typeof tensors !== 'object' || tensors === null || ArrayBuffer.isView(tensors))
    throw new ContractError('loadWeights', 'the tensors must be an object', printed(tensors), 'Try loadSafetensors.');
  return Object.entries(tensors).map(([name, given]) => {
    const value = tensor(given);
    return [name, { shape: value.shape, read: () => value }];
  });
}
