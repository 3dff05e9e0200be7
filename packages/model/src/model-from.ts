import type { OperationTable } from '@thalweg/graph';
import { buildGraph } from '@thalweg/graph/engine';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed, suggestion } from '@thalweg/tensor/engine';
import { StateError, type Saved, type Snapshot } from '@thalweg/train';
import { checkedNotes } from './checked-notes.ts';
import { Model } from './model.ts';
import { MODEL_VERSION } from './model-version.ts';
import type { ModelNotes } from './model-parts.ts';
import type { Preprocessing, PreprocessingDescription, PreprocessingTable } from './preprocessing.ts';

/** Options of {@link decodeModel}. */
export interface DecodeModelOptions {
  /** The operations that the model calls, by name, such as `{ add, matmul, relu }`; `allOperations` has all. */
  readonly operations: OperationTable;
  /** The functions that make its preprocessing, by kind, such as `{ columnTransformer }`. */
  readonly preprocessing?: PreprocessingTable | undefined;
}

/** Returns the model that a snapshot holds. */
export function modelFrom(subject: string, kept: Snapshot, options: DecodeModelOptions): Model {
  const { operations, preprocessing } = optionsOf(subject, options, {
    operations: undefined,
    preprocessing: undefined,
  });
  if (typeof operations !== 'object' || operations === null)
    throw new ContractError(subject, 'operations must be the operations that the model calls, by name', printed(operations), 'Try { operations: allOperations }.'); // prettier-ignore
  const model = partOf(kept, 'model');
  if (model === undefined)
    throw new StateError(subject, 'it must hold a model', `the parts ${Object.keys(kept.parts).join(', ')}`, 'It is the snapshot of a run: read it with decodeSnapshot or readSnapshot, and restore it.'); // prettier-ignore
  const { model: version, graph, notes } = model.values;
  if (version !== MODEL_VERSION)
    throw new StateError(subject, `the version of the model must be ${MODEL_VERSION}`, printed(version), 'A newer version wrote it: update this one.'); // prettier-ignore
  const built = buildGraph(graph, { operations, valueOf: ({ key }) => tensorIn(subject, model, key) });
  for (const key of Object.keys(model.tensors))
    if (!built.registers.has(key))
      throw new StateError(subject, 'each tensor must be the value of a parameter or a state', `'${key}'`, 'The file is damaged.'); // prettier-ignore
  return new Model({
    ...built,
    notes: checkedNotes(subject, recordOf(subject, notes) as ModelNotes),
    preprocessing: preprocessingIn(subject, partOf(kept, 'preprocessing'), preprocessing ?? {}),
  });
}

function preprocessingIn(
  subject: string,
  saved: Saved | undefined,
  table: PreprocessingTable,
): Preprocessing | undefined {
  if (saved === undefined) return undefined;
  const description = recordOf(subject, saved.values['description']);
  const { kind } = description as { readonly kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(table, kind))
    throw new ContractError(
      subject,
      `preprocessing must have the function that makes '${String(kind)}'`,
      Object.keys(table).join(', ') || 'none',
      Object.keys(table).length === 0
        ? `Pass { preprocessing: { ${String(kind)} } }.`
        : suggestion(String(kind), Object.keys(table)),
    );
  const made = table[kind]!(description as PreprocessingDescription);
  made.prepare({ tensors: saved.tensors, values: recordOf(subject, saved.values['state']) as Saved['values'] })();
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
