import { GraphError, Parameter, type Input, type Node, type Register } from '@thalweg/graph';
import type { BuiltGraph } from '@thalweg/graph/portable';
import type { ModelNotes } from './parts/model-parts.ts';
import type { PreprocessingSteps } from './preprocessing/preprocessing-steps.ts';

/** The parts that a loaded model is made of. */
interface LoadedParts extends BuiltGraph {
  readonly notes: ModelNotes;
  readonly preprocessing: PreprocessingSteps | undefined;
}

/** A model that was loaded: nodes like any others, to predict with, to evaluate, to look at, and to train on. */
export class LoadedModel {
  /** The inputs, by the names of the fields that records are fed from. */
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, Node>>;
  /** All parameters and states, by the names that its file has for their values. */
  readonly registers: ReadonlyMap<string, Register>;
  /** The steps that raw records go through before the inputs; they are learned no further. */
  readonly preprocessing: PreprocessingSteps | undefined;
  readonly description: string | undefined;
  readonly units: Readonly<Record<string, string>> | undefined;
  readonly figures: Readonly<Record<string, number>> | undefined;
  readonly ranges: ModelNotes['ranges'];

  constructor({ inputs, outputs, registers, notes, preprocessing }: LoadedParts) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.registers = registers;
    this.preprocessing = preprocessing;
    this.description = notes.description;
    this.units = notes.units;
    this.figures = notes.figures;
    this.ranges = notes.ranges;
  }

  /** The only output. Throws `GraphError` if there are several. */
  get prediction(): Node {
    const [name, ...others] = Object.keys(this.outputs);
    if (others.length === 0) return this.outputs[name!]!;
    throw new GraphError('model', 'there must be one output', [name, ...others].join(', '), `Take one: predictor({ prediction: model.outputs.${name}, preprocessing: model.preprocessing }).`); // prettier-ignore
  }

  /** The parameters, by name: what an optimizer trains. */
  get parameters(): Readonly<Record<string, Parameter>> {
    const all = [...this.registers].filter(([, one]) => one instanceof Parameter);
    return Object.fromEntries(all) as Record<string, Parameter>;
  }
}
