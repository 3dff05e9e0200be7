import { Node } from '@thalweg/graph';
import { foldIn, printShape, sameShape, ShapeError, sizeOf, tensor, type Tensor } from '@thalweg/tensor';
import { type Initializer, zeros } from '../initializers/initializer.ts';
import { parameterMaker } from '../layer-parts/parameter-maker.ts';
import type { WeightSource } from '../layer-parts/weight-source.ts';
import { widthOf } from './affine.ts';

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

/**
 * Returns the source of weights `[in, gates · units]` of which each gate's `[in, units]` is initialized alone: so that Glorot's
 * limit and orthogonal columns are those of one gate. A node that is given is that of all gates.
 */
function perGate(source: WeightSource, gates: number): WeightSource {
  if (source instanceof Node || typeof source !== 'function') return source;
  return (key, [rows, columns], dtype) => {
    const shape = [rows!, columns! / gates];
    const parts: Tensor[] = [];
    for (let gate = 0; gate < gates; gate++) {
      const part = source(foldIn(key, String(gate)), shape, dtype);
      if (part instanceof Node) return part;
      parts.push(part);
    }
    return besideEachOther(parts, shape);
  };
}

function besideEachOther(parts: readonly Tensor[], [rows, columns]: readonly number[]): Tensor {
  const [width, { data }] = [columns! * parts.length, parts[0]!];
  const all = new (data.constructor as Float64ArrayConstructor)(rows! * width);
  parts.forEach((part, gate) => {
    for (let at = 0; at < sizeOf(part.shape); at++)
      all[Math.floor(at / columns!) * width + gate * columns! + (at % columns!)] = part.data[at]!;
  });
  return tensor(all, { shape: [rows!, width] });
}
