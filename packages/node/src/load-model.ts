import { allOperations } from '@thalweg/graph';
import type { DecodeModelOptions, LoadedModel } from '@thalweg/model';
import { modelFrom } from '@thalweg/model/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import { readSnapshot } from './read-snapshot.ts';

/** Options of {@link loadModel}. */
export type LoadModelOptions = Partial<DecodeModelOptions>;

/**
 * Reads the model in a file. It knows all operations of this library; `operations` adds yours, and `preprocessing` has the
 * functions that make its preprocessing.
 *
 * - **Throws** {@link FileError} if the file does not exist, cannot be read or is damaged; `StateError` if it holds no model;
 *   `GraphError` for a graph that does not fit; `ShapeError` for one that takes more than its `limits`, and in a pass in which it
 *   does. `{ limits: { bytes: 2 ** 33 } }` raises one
 *
 * @example
 * const model = loadModel('models/digits.safetensors');
 * const predict = predictor(model, { runner: wasm() });
 */
export function loadModel(path: string, options?: LoadModelOptions): LoadedModel {
  const { operations, preprocessing, limits } = optionsOf('loadModel', options, {
    operations: {},
    preprocessing: undefined,
    limits: undefined,
  });
  return modelFrom('loadModel', () => readSnapshot(path), {
    operations: { ...allOperations, ...operations },
    preprocessing,
    limits,
  });
}
