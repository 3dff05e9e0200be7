import { add, relu, tanh, type Node } from '@thalweg/graph';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { cellDefaults, type CellOptions } from './cell-options.ts';
import { gatedCell, type GatedCell } from './gated-cell.ts';

/** Options of {@link rnnCell}. */
export interface RnnCellOptions extends CellOptions {
  /** `tanh` by default. */
  readonly activation?: 'tanh' | 'relu';
}

/** The carry of an `rnnCell`, which is its output. */
export interface RnnCarry {
  readonly [name: string]: Node;
  readonly h: Node;
}

/**
 * Cell of Elman's network, `h' = tanh(x·W + b + h·U + c)`; its output is `h'`. It owns its parameters, and shares them when
 * it is applied again.
 *
 * - **Shape** `x: [...lead, in], h: [...lead, units] → [...lead, units]`
 * - **Parameters** `inputWeight: [in, units]`, `recurrentWeight: [units, units]`, `inputBias`, `recurrentBias: [units]`,
 *   initially zeros
 * - **Throws** `ContractError` for a number of units that is no positive whole number or an unknown activation; when it is
 *   applied, `ShapeError` to an input without a fixed width or of another width than before, `DtypeError` if the input is
 *   no float
 * - **Source** Elman, "Finding Structure in Time", 1990; PyTorch's `RNNCell`
 *
 * @example
 * const cell = rnnCell(3);
 * const x = input('x', ['batch', 2]);
 * const { carry, output } = cell(cell.initial(x), x);
 * output.shape // => ['batch', 3]
 * carry.h === output // => true
 */
export function rnnCell(units: number, options?: RnnCellOptions): GatedCell<RnnCarry> {
  const { activation, ...chosen } = optionsOf('rnnCell', options, { ...cellDefaults, activation: 'tanh' });
  positiveWhole('rnnCell', 'the number of units', units);
  const bend = oneOf('rnnCell', activation, ['tanh', 'relu'], 'the activation') === 'relu' ? relu : tanh;
  return gatedCell<RnnCarry>({
    ...chosen,
    kind: 'rnn',
    units,
    gates: 1,
    carry: ['h'],
    step: (_, fromInput, fromCarry) => {
      const h = bend(add(fromInput, fromCarry) as Node) as Node;
      return { carry: { h }, output: h };
    },
  });
}
