import { allOperations } from '@thalweg/graph';
import type { EncodeModelOptions, ModelParts } from '@thalweg/model';
import { modelSnapshot } from '@thalweg/model/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import { writeSnapshot } from './write-snapshot.ts';

/** Options of {@link saveModel}. */
export type SaveModelOptions = Partial<EncodeModelOptions>;

/**
 * Writes a model to a file: its graph, the values of its parameters and states, its preprocessing, and notes such as units. A
 * process that loads it needs no code of the model. A crash at any moment leaves either the previous file or the new one.
 *
 * - **Throws** {@link FileError} if the file cannot be written; `GraphError` for what a file cannot hold, such as an operation
 *   of yours that is not in `operations`
 *
 * @example
 * saveModel('models/digits.safetensors', { prediction, figures: { accuracy: 0.98 } });
 */
export function saveModel(path: string, model: ModelParts, options?: SaveModelOptions): void {
  const { operations, ...others } = optionsOf('saveModel', options, {
    operations: {},
    parametersOf: undefined,
    modes: 'both',
  });
  writeSnapshot(
    path,
    modelSnapshot('saveModel', model, { operations: { ...allOperations, ...operations }, ...others }),
  );
}
