import { optionsOf } from '@thalweg/tensor/engine';
import { cellDefaults } from './cell-options.ts';
import type { GatedCell } from './gated-cell.ts';
import { lstmCell, type LstmCarry, type LstmCellOptions } from './lstm-cell.ts';
import { type RecurrentLayer, stacked } from './recurrent-layer.ts';
import { recurrentDefaults, stackDefaults, type StackedOptions } from './recurrent-options.ts';

/** Options of {@link lstm}. */
export interface LstmOptions extends LstmCellOptions, StackedOptions<LstmCarry> {}

/**
 * Layer with long short-term memory along sequences; its cells are those of {@link lstmCell}. It owns its parameters, and
 * shares them when it is applied again. All lengths of a named axis of time share their compiled code.
 *
 * - **Shape** `x: [...lead, time, in] → [...lead, time, units]`, or `[...lead, units]` of the last outputs; `2·units` if
 *   bidirectional
 * - **Throws** `ContractError` for options that exclude each other; when it is applied, `ShapeError` to an input without a
 *   fixed width, of another width than before, or without an axis of time, `DtypeError` if the input is no float
 *
 * @example
 * // A decoder that begins with the memory of an encoder.
 * const encoder = lstm(8);
 * const { carries } = encoder.withCarry(input('question', ['batch', 'time', 4]));
 * const decoder = lstm(8, { init: carries });
 * input('answer', ['batch', 'steps', 4]).pipe(decoder).shape // => ['batch', 'steps', 8]
 */
export function lstm<const N extends number, const O extends LstmOptions = object>(
  units: N,
  options?: O,
): RecurrentLayer<LstmCarry, N, O, GatedCell<LstmCarry>> {
  const defaults = { ...cellDefaults, ...recurrentDefaults, ...stackDefaults, forgetBias: 1 } as const;
  const { bias, inputWeight, recurrentWeight, forgetBias, seed, name, ...others } = optionsOf(
    'lstm',
    options as LstmOptions | undefined,
    defaults,
  );
  const cell = { bias, inputWeight, recurrentWeight, forgetBias, seed, name };
  return stacked({ kind: 'lstm', seed, make: () => lstmCell(units, cell), options: others }) as never;
}
