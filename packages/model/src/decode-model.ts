import { decodeSnapshot } from '@thalweg/train';
import type { LoadedModel } from './loaded-model.ts';
import { modelFrom, type DecodeModelOptions } from './model-from.ts';

/**
 * Returns the model in the bytes of its file. It needs no code of the model: its operations are looked up in the table, so that
 * an app pays for those that it passes. It computes the same bits as when it was saved. Nothing in the bytes is
 * trusted.
 *
 * - **Throws** `StateError` for bytes that are no snapshot, a damaged one, or one of a run; `GraphError` for a graph that does
 *   not fit, and for operations that the table lacks, all by name; `ShapeError` for one that takes more than its `limits`
 *
 * @example
 * const x = input('x', ['batch', 2]), w = parameter([[1], [2]], { name: 'w' });
 * const bytes = encodeModel({ prediction: matmul(x, w) }, { operations: allOperations });
 * const model = decodeModel(bytes, { operations: { matmul } });
 * predictor<['batch', 1]>(model)({ x: [[3, 4]] }).toArray() // => [[11]]
 */
export function decodeModel(bytes: Uint8Array, options: DecodeModelOptions): LoadedModel {
  return modelFrom('decodeModel', () => decodeSnapshot(bytes), options);
}
