import { encodeSnapshot } from '@thalweg/train';
import type { ModelParts } from './parts/model-parts.ts';
import { modelSnapshot, type EncodeModelOptions } from './model-snapshot.ts';

/**
 * Returns the bytes of a model's file: its graph as calls of operations, the values of its parameters and states, its
 * preprocessing, and what you say about it. A loader needs no code of the model. Equal models have equal bytes, described in
 * `docs/model-format.md`.
 *
 * - **Throws** `GraphError` for an operation that the table lacks, by name, for an input that is a stream, and for a rule that
 *   writes a part of a register; `ContractError` for notes that are no texts and numbers
 *
 * @example
 * const x = input('x', ['batch', 2]), w = parameter([[1], [2]], { name: 'w' });
 * const bytes = encodeModel({ prediction: matmul(x, w), units: { prediction: 'minutes' } }, { operations: { matmul } });
 * decodeModel(bytes, { operations: { matmul } }).prediction.shape // => ['batch', 1]
 */
export function encodeModel(model: ModelParts, options: EncodeModelOptions): Uint8Array {
  return encodeSnapshot(modelSnapshot('encodeModel', model, options));
}
