import type { GraphLimits, OperationTable } from '@thalweg/graph';
import { buildGraph, limitGraph, limitsOf } from '@thalweg/graph/portable';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { StateError, type Json, type Saved, type Snapshot } from '@thalweg/train';
import { checkedNotes, MODEL_VERSION } from './parts/checked-parts.ts';
import { LoadedModel } from './loaded-model.ts';
import type { ModelNotes } from './parts/model-parts.ts';
import { madeAgain } from './preprocessing/made-again.ts';
import type { PreprocessingSteps } from './preprocessing/preprocessing-steps.ts';
import type { PreprocessingTable } from './preprocessing/preprocessing.ts';

/** Options of {@link decodeModel}. */
export interface DecodeModelOptions {
  /** The operations that the model calls, by name, such as `{ add, matmul, relu }`; `allOperations` has all. */
  readonly operations: OperationTable;
  /**
   * The functions that make its preprocessing, by name, such as `{ hashFeatures, standardize }` of `@thalweg/online`, or
   * `{ columnTransformer: columnTransformerOf({ oneHot }) }` of `@thalweg/features`.
   */
  readonly preprocessing?: PreprocessingTable | undefined;
  /**
   * The most that the model may take in a pass: by default 2²⁸ elements for one value, 1 GiB for all values, and 2⁴⁰ operations.
   * A model whose fixed sizes take more is refused, and so is a pass in which its named sizes do.
   */
  readonly limits?: GraphLimits | undefined;
}

/** Returns the model that a snapshot holds. The options are checked before it is read. */
export function modelFrom(subject: string, read: () => Snapshot, options: DecodeModelOptions): LoadedModel {
  const { operations, preprocessing, limits } = optionsOf(subject, options, {
    operations: undefined,
    preprocessing: undefined,
    limits: undefined,
  });
  const most = limitsOf(subject, limits);
  if (typeof operations !== 'object' || operations === null)
    throw new ContractError(subject, 'operations must be the operations that the model calls, by name', printed(operations), 'Try { operations: allOperations }.'); // prettier-ignore
  const kept = read();
  const model = partOf(kept, 'model');
  if (model === undefined)
    throw new StateError(subject, 'it must hold a model', `the parts ${Object.keys(kept.parts).join(', ')}`, 'It is the snapshot of a run: read it with decodeSnapshot or readSnapshot, and restore it.'); // prettier-ignore
  const { model: version, graph, notes } = model.values;
  if (version !== MODEL_VERSION)
    throw new StateError(subject, `the version of the model must be ${MODEL_VERSION}`, printed(version), 'A newer version wrote it: update this one.'); // prettier-ignore
  const built = buildGraph(graph, { operations, valueOf: ({ key }) => tensorIn(subject, model, key) });
  if (Object.keys(built.outputs).length === 0)
    throw new StateError(subject, 'a model must have an output', 'none', 'The file is damaged.');
  limitGraph(Object.values(built.outputs), most);
  for (const key of Object.keys(model.tensors))
    if (!built.registers.has(key))
      throw new StateError(subject, 'each tensor must be the value of a parameter or a state', `'${key}'`, 'The file is damaged.'); // prettier-ignore
  return new LoadedModel({
    ...built,
    notes: checkedNotes(subject, recordOf(subject, notes) as ModelNotes),
    preprocessing: preprocessingIn(subject, partOf(kept, 'preprocessing'), preprocessing ?? {}),
  });
}

function preprocessingIn(
  subject: string,
  saved: Saved | undefined,
  table: PreprocessingTable,
): PreprocessingSteps | undefined {
  if (saved === undefined) return undefined;
  const { description, state } = saved.values;
  const made = madeAgain(description as Json | undefined, table);
  made.prepare({ tensors: saved.tensors, values: recordOf(subject, state) as Saved['values'] })();
  return made;
}

function partOf({ parts }: Snapshot, name: string): Saved | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined;
}

function tensorIn(subject: string, { tensors }: Saved, key: string): Saved['tensors'][string] {
  if (Object.hasOwn(tensors, key)) return tensors[key]!;
  throw new StateError(subject, `it must have a tensor '${key}'`, `one with ${Object.keys(tensors).join(', ') || 'none'}`, 'The file is damaged.'); // prettier-ignore
}

function recordOf(subject: string, value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new StateError(subject, 'each of its values must be a record', printed(value), 'The file is damaged.');
}
