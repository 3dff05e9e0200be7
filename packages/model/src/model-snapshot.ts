import type { Node, OperationTable, Parameter, Register } from '@thalweg/graph';
import { read } from '@thalweg/graph';
import { handOut, predicting } from '@thalweg/graph/author';
import { describeGraph } from '@thalweg/graph/portable';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { SNAPSHOT_VERSION, type Plain, type Resumable, type Saved, type Snapshot } from '@thalweg/train';
import { withParametersOf } from '@thalweg/train/engine';
import { checkedNotes, checkUnits, MODEL_VERSION, outputsOf } from './parts/checked-parts.ts';
import { modelFrom } from './model-from.ts';
import type { ModelParts } from './parts/model-parts.ts';
import type { PreprocessingSteps } from './preprocessing/preprocessing-steps.ts';
import { stepsOf } from './preprocessing/steps-of.ts';

/** Options of {@link encodeModel}. */
export interface EncodeModelOptions {
  /** The operations that a model may call, by name: the table that a loader has. `allOperations` has all of ours. */
  readonly operations: OperationTable;
  /** A training: the model is saved with the parameters that its optimizer provides for evaluation, such as averages. */
  readonly parametersOf?: Resumable | undefined;
  /**
   * Both modes, by default, so that dropout and batch normalization go on in a later training; or `'prediction'` alone, without
   * what only a training computes.
   */
  readonly modes?: 'both' | 'prediction';
}

/**
 * Returns a model as a snapshot, of which a file is written. It is built again from what was written, so that a model which
 * cannot be loaded is refused here.
 */
export function modelSnapshot(subject: string, parts: ModelParts, options: EncodeModelOptions): Snapshot {
  const { operations, parametersOf, modes } = optionsOf(subject, options, {
    operations: undefined,
    parametersOf: undefined,
    modes: 'both',
  });
  oneOf(subject, modes, ['both', 'prediction'], 'modes');
  withParametersOf(subject, parametersOf);
  const outputs = outputsOf(subject, parts);
  const notes = checkedNotes(subject, parts);
  const saved = modes === 'both' ? outputs : inPrediction(outputs);
  const { description, registers } = describeGraph(saved, operations ?? {});
  const inputs = description.nodes.flatMap(node => (node.kind === 'input' ? [node.name] : []));
  checkUnits(subject, parts, [...inputs, ...Object.keys(outputs)]);
  const evaluated = parametersOf?.progress.evaluated;
  const model: Saved = {
    tensors: Object.fromEntries([...registers].map(([key, one]) => [key, valueOf(one, evaluated)])),
    values: { model: MODEL_VERSION, graph: description as never as Plain, notes: notes as never as Plain },
  };
  const { preprocessing } = parts;
  const kept: Snapshot = {
    version: SNAPSHOT_VERSION,
    parts: { model, ...(preprocessing && { preprocessing: withDescription(stepsOf(subject, preprocessing)) }) },
  };
  modelFrom(subject, () => ({ ...kept, parts: { model } }), { operations: operations ?? {}, limits: NO_LIMITS });
  return kept;
}

/** Whoever writes a model trusts it. */
const NO_LIMITS = { elements: Infinity, bytes: Infinity, operations: Infinity };

function withDescription(preprocessing: PreprocessingSteps): Saved {
  const { tensors, values } = preprocessing.save();
  return { tensors, values: { description: preprocessing.describe() as never as Plain, state: values } };
}

function inPrediction(outputs: Readonly<Record<string, Node>>): Record<string, Node> {
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, predicting(node).node]));
}

function valueOf(register: Register, evaluated: ReadonlyMap<Parameter, Node> | undefined): Saved['tensors'][string] {
  const provided = evaluated?.get(register as Parameter);
  return provided === undefined ? handOut(register) : read(provided);
}
