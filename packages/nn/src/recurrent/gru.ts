import { optionsOf } from '@thalweg/tensor/engine';
import { cellDefaults, type CellOptions } from './cell-options.ts';
import type { GatedCell } from './gated-cell.ts';
import { gruCell, type GruCarry } from './gru-cell.ts';
import { type RecurrentLayer, stacked } from './recurrent-layer.ts';
import { recurrentDefaults, stackDefaults, type StackedOptions } from './recurrent-options.ts';

/** Options of {@link gru}. */
export interface GruOptions extends CellOptions, StackedOptions<GruCarry> {}

/**
 * Layer of gated recurrent units along sequences; its cells are those of {@link gruCell}. It owns its parameters, and shares
 * them when it is applied again. All lengths of a named axis of time share their compiled code.
 *
 * - **Shape** `x: [...lead, time, in] → [...lead, time, units]`, or `[...lead, units]` of the last outputs; `2·units` if
 *   bidirectional
 * - **Throws** `ContractError` for options that exclude each other; when it is applied, `ShapeError` to an input without a
 *   fixed width, of another width than before, or without an axis of time, `DtypeError` if the input is no float
 *
 * @example
 * const x = input('x', ['batch', 'time', 4]);
 * x.pipe(gru(8)).shape // => ['batch', 'time', 8]
 * x.pipe(gru(8, { layers: 2, bidirectional: true, dropout: 0.2, outputs: 'last' })).shape // => ['batch', 16]
 */
export function gru<const N extends number, const O extends GruOptions = object>(
  units: N,
  options?: O,
): RecurrentLayer<GruCarry, N, O, GatedCell<GruCarry>> {
  const given = optionsOf('gru', options as GruOptions | undefined, {
    ...cellDefaults,
    ...recurrentDefaults,
    ...stackDefaults,
  });
  const { bias, inputWeight, recurrentWeight, seed, name, ...others } = given;
  const make = (): GatedCell<GruCarry> => gruCell(units, { bias, inputWeight, recurrentWeight, seed, name });
  return stacked({ kind: 'gru', seed, make, options: others }) as never;
}
