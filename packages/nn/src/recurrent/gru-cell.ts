import { add, mul, sigmoid, sub, tanh, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { cellDefaults, type CellOptions } from './cell-options.ts';
import { gatedCell, gateOf, type GatedCell } from './gated-cell.ts';

/** The carry of a `gruCell`, which is its output. */
export interface GruCarry {
  readonly [name: string]: Node;
  readonly h: Node;
}

/**
 * Cell with a gated recurrent unit: a reset gate `r` and an update gate `z`. Its output is `h'`. It owns its parameters, and
 * shares them when it is applied again.
 *
 * ```
 * r = σ(x·Wr + br + h·Ur + cr)
 * z = σ(x·Wz + bz + h·Uz + cz)
 * n = tanh(x·Wn + bn + r ∘ (h·Un + cn))
 * h' = (1 − z) ∘ n + z ∘ h
 * ```
 *
 * - **Shape** `x: [...lead, in], h: [...lead, units] → [...lead, units]`
 * - **Parameters** `inputWeight: [in, 3·units]`, `recurrentWeight: [units, 3·units]`, `inputBias`, `recurrentBias:
 *   [3·units]`, initially zeros; the gates in the order r, z, n
 * - **Throws** `ContractError` for a number of units that is no positive whole number; when it is applied, `ShapeError` to an
 *   input without a fixed width or of another width than before, `DtypeError` if the input is no float
 * - **Source** Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder", 2014, §2.3; the reset gate after the
 *   product, as in PyTorch's `GRUCell`
 *
 * @example
 * const cell = gruCell(3);
 * const x = input('x', ['batch', 2]);
 * cell(cell.initial(x), x).output.shape // => ['batch', 3]
 * cell.recurrentWeight.shape // => [3, 9]
 */
export function gruCell(units: number, options?: CellOptions): GatedCell<GruCarry> {
  const chosen = optionsOf('gruCell', options, cellDefaults);
  positiveWhole('gruCell', 'the number of units', units);
  return gatedCell<GruCarry>({
    ...chosen,
    kind: 'gru',
    units,
    gates: 3,
    carry: ['h'],
    step: ({ h }, fromInput, fromCarry) => {
      const [r, z] = [0, 1].map(gate => sigmoid(add(gateOf(fromInput, gate, units), gateOf(fromCarry, gate, units))));
      const n = tanh(add(gateOf(fromInput, 2, units), mul(r as Node, gateOf(fromCarry, 2, units)) as Node) as Node);
      const next = add(mul(sub(1, z as Node) as Node, n as Node) as Node, mul(z as Node, h) as Node) as Node;
      return { carry: { h: next }, output: next };
    },
  });
}
