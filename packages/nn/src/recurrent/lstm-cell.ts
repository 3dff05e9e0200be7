import { add, mul, sigmoid, tanh, type Node } from '@thalweg/graph';
import { allocate, ContractError, sizeOf, tensor } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Initializer } from '../initializers/initializer.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { cellDefaults, type CellOptions } from './cell-options.ts';
import { gatedCell, gateOf, type GatedCell } from './gated-cell.ts';

/** Options of {@link lstmCell}. */
export interface LstmCellOptions extends CellOptions {
  /** The first value of the input's bias of the forget gate: 1 by default, so that a new cell remembers. PyTorch has 0. */
  readonly forgetBias?: number;
}

/** The carry of an `lstmCell`: its output `h`, and its memory `c`. */
export interface LstmCarry {
  readonly [name: string]: Node;
  readonly h: Node;
  readonly c: Node;
}

/**
 * Cell with long short-term memory: an input gate `i`, a forget gate `f`, and an output gate `o`. Its output is `h'`. It owns
 * its parameters, and shares them when it is applied again.
 *
 * ```
 * i = σ(x·Wi + bi + h·Ui + ci)      f = σ(x·Wf + bf + h·Uf + cf)
 * g = tanh(x·Wg + bg + h·Ug + cg)   o = σ(x·Wo + bo + h·Uo + co)
 * c' = f ∘ c + i ∘ g                h' = o ∘ tanh(c')
 * ```
 *
 * - **Shape** `x: [...lead, in], h, c: [...lead, units] → [...lead, units]`
 * - **Parameters** `inputWeight: [in, 4·units]`, `recurrentWeight: [units, 4·units]`, `inputBias`, `recurrentBias:
 *   [4·units]`, initially zeros except for the forget gate; the gates in the order i, f, g, o
 * - **Throws** `ContractError` for a number of units that is no positive whole number; when it is applied, `ShapeError` to an
 *   input without a fixed width or of another width than before, `DtypeError` if the input is no float
 * - **Source** Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997; Gers et al., "Learning to Forget", 2000, for the
 *   forget gate; Jozefowicz et al., "An Empirical Exploration of Recurrent Network Architectures", 2015, for its bias;
 *   PyTorch's `LSTMCell`
 *
 * @example
 * const cell = lstmCell(3);
 * const x = input('x', ['batch', 2]);
 * const { carry } = cell(cell.initial(x), x);
 * Object.keys(carry) // => ['h', 'c']
 */
export function lstmCell(units: number, options?: LstmCellOptions): GatedCell<LstmCarry> {
  const { forgetBias, ...chosen } = optionsOf('lstmCell', options, { ...cellDefaults, forgetBias: 1 });
  positiveWhole('lstmCell', 'the number of units', units);
  if (!Number.isFinite(forgetBias))
    throw new ContractError('lstmCell', 'forgetBias must be a finite number', printed(forgetBias), 'Try 1.');
  return gatedCell<LstmCarry>({
    ...chosen,
    kind: 'lstm',
    units,
    gates: 4,
    inputBias: remembering(units, forgetBias),
    carry: ['h', 'c'],
    step: ({ c }, fromInput, fromCarry) => {
      const gates = add(fromInput, fromCarry) as Node;
      const [i, f, o] = [0, 1, 3].map(gate => sigmoid(gateOf(gates, gate, units)));
      const g = tanh(gateOf(gates, 2, units)) as Node;
      const memory = add(mul(f as Node, c) as Node, mul(i as Node, g) as Node) as Node;
      const h = mul(o as Node, tanh(memory) as Node) as Node;
      return { carry: { h, c: memory }, output: h };
    },
  });
}

/** Zeros, but one number for the forget gate, the second. */
function remembering(units: number, value: number): Initializer {
  return (_key, shape, dtype) => tensor(allocate(dtype, sizeOf(shape)).fill(value, units, 2 * units), { shape });
}
