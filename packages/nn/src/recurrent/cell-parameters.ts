import type { Node } from '@thalweg/graph';
import { printShape, sameShape, ShapeError } from '@thalweg/tensor';
import { zeros, type Initializer } from '../initializer.ts';
import { parameterMaker } from '../parameter-maker.ts';
import type { WeightSource } from '../weight-source.ts';
import { perGate } from './per-gate.ts';
import { widthOf } from './width-of.ts';

/**
 * The parameters of a cell, PyTorch's transposed: its gates lie side by side in its order. Reading one throws `GraphError` before
 * the cell is applied.
 */
export interface CellParameters {
  /** `[in, gates · units]`: PyTorch's `weight_ih` transposed. */
  readonly inputWeight: Node;
  /** `[units, gates · units]`: PyTorch's `weight_hh` transposed. */
  readonly recurrentWeight: Node;
  /** `[gates · units]`, if the cell has one: PyTorch's `bias_ih`. */
  readonly inputBias: Node | undefined;
  /** `[gates · units]`, if the cell has one: PyTorch's `bias_hh`. */
  readonly recurrentBias: Node | undefined;
}

/** The names of {@link CellParameters}. */
export const cellParts = ['inputWeight', 'recurrentWeight', 'inputBias', 'recurrentBias'] as const;

/** Sizes and initializers of the parameters of a cell. */
export interface CellParametersOptions {
  /** The layer, for names. */
  readonly kind: string;
  readonly gates: number;
  readonly units: number;
  readonly bias: boolean;
  readonly inputWeight: WeightSource;
  readonly recurrentWeight: WeightSource;
  /** The initializer of the bias of the input, zeros by default. */
  readonly inputBias?: Initializer | undefined;
  readonly seed: number;
  readonly name: string | undefined;
}

/**
 * Makes the parameters of a cell for an input.
 *
 * - **Throws** `ShapeError` for an input without a fixed width or weights of another shape; `DtypeError` if the input is no
 *   float
 */
export function cellParameters(options: CellParametersOptions, x: Node): CellParameters {
  const { kind, gates, units, bias, seed, name } = options;
  const make = parameterMaker(kind, x, { name, seed });
  const weight = (part: 'inputWeight' | 'recurrentWeight', rows: number): Node =>
    checked(kind, part, make(part, perGate(options[part], gates), [rows, gates * units]), [rows, gates * units]);
  return {
    inputWeight: weight('inputWeight', widthOf(kind, x)),
    recurrentWeight: weight('recurrentWeight', units),
    inputBias: bias ? make('inputBias', options.inputBias ?? zeros, [gates * units]) : undefined,
    recurrentBias: bias ? make('recurrentBias', zeros, [gates * units]) : undefined,
  };
}

function checked(kind: string, part: string, weight: Node, shape: readonly number[]): Node {
  if (sameShape(weight.shape, shape)) return weight;
  const requirement = `${part} must have the shape ${printShape(shape)}`;
  throw new ShapeError(kind, [weight.shape], requirement, 'Check the number of units; all gates lie side by side.');
}
