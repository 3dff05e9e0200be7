import { feed, read, type Node, type Parameter, type Register } from '@thalweg/graph';
import { handOut, nodeOf, predicting } from '@thalweg/graph/author';
import type { Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { registersByName, withParametersOf } from '../passes/registers.ts';
import type { Resumable } from '../passes/progress.ts';
import { fittingTensors } from './saved-state.ts';
import type { Savable } from './savable.ts';

/** Options of {@link modelState}. */
export interface ModelStateOptions {
  /** A training: its model is saved with the parameters that its optimizer provides for evaluation, such as averages. */
  readonly parametersOf?: Resumable | undefined;
}

/** The part of a snapshot that {@link modelState} returns. */
export interface ModelState extends Savable {
  /** The registers, by the names that a snapshot gives them. */
  readonly registers: ReadonlyMap<string, Register>;
}

/**
 * Returns all that nodes read when they predict, as a part of a snapshot: parameters, and states of layers such as the
 * running statistics of `batchNorm`. The memory of an optimizer and the offset in the data are not in it.
 *
 * A model that is built again has the same names. So one process saves what another one restores.
 *
 * - **Throws** `GraphError` for what is no node, and for a `parametersOf` that is no training
 *
 * @example
 * const [x, w] = [input('x', []), parameter(3, { name: 'w' })];
 * Object.keys(modelState(mul(x, w)).save().tensors) // => ['w']
 */
export function modelState(nodes: Node | readonly Node[], options?: ModelStateOptions): ModelState {
  const { parametersOf } = optionsOf('modelState', options, { parametersOf: undefined });
  withParametersOf('modelState', parametersOf);
  const roots = (Array.isArray(nodes) ? (nodes as readonly Node[]) : [nodes as Node]).map(
    node => predicting(nodeOf('modelState', node)).node,
  );
  const registers = registersByName({ roots });
  const evaluated = parametersOf?.progress.evaluated;
  return {
    registers,
    save: () => ({
      tensors: Object.fromEntries([...registers].map(([name, one]) => [name, valueOf(one, evaluated)])),
      values: {},
    }),
    prepare: (saved, fitting) => {
      const pairs = fittingTensors('modelState', registers, saved, fitting);
      return () => feed(...pairs);
    },
  };
}

function valueOf(register: Register, evaluated: ReadonlyMap<Parameter, Node> | undefined): Tensor {
  const provided = evaluated?.get(register as Parameter);
  return provided === undefined ? handOut(register) : read(provided);
}
