import { optionsOf } from '@thalweg/tensor/engine';
import { cellDefaults } from './cell-options.ts';
import type { GatedCell } from './gated-cell.ts';
import { type Carry, checkedCell, type RecurrentCell } from './recurrent-cell.ts';
import { recurrentLayer, type RecurrentLayer, stacked } from './recurrent-layer.ts';
import { recurrentDefaults, stackDefaults, type RecurrentOptions, type StackedOptions } from './recurrent-options.ts';
import { rnnCell, type RnnCarry, type RnnCellOptions } from './rnn-cell.ts';

/** Options of {@link rnn}. */
export interface RnnOptions extends RnnCellOptions, StackedOptions<RnnCarry> {}

/**
 * Layer that runs a cell along sequences: the simple one of {@link rnnCell}, or any cell that it is given. It shares its
 * parameters when it is applied again. All lengths of a named axis of time share their compiled code.
 *
 * A layer on a given cell has no options for stacks: pipe through two of them, or lay two beside each other with
 * `concat(rnn(a), rnn(b, { reverse: true }), { axis: -1 })`.
 *
 * - **Shape** `x: [...lead, time, in] → [...lead, time, units]`, or `[...lead, units]` of the last outputs; `2·units` if
 *   bidirectional
 * - **Throws** `ContractError` for options that exclude each other, or a cell without `initial`; when it is applied, `ShapeError` to an input without a
 *   fixed width, of another width than before, or without an axis of time, `DtypeError` if the input is no float
 *
 * @example
 * const x = input('x', ['batch', 'time', 4]);
 * x.pipe(rnn(8, { activation: 'relu', outputs: 'last' })).shape // => ['batch', 8]
 *
 * // A cell of your own: a running mean that forgets.
 * const smooth = Object.assign(
 *   ({ mean }: { mean: Node }, now: Node) => {
 *     const next = add(mul(mean, 0.9), mul(now, 0.1)) as Node;
 *     return { carry: { mean: next }, output: next };
 *   },
 *   { initial: (now: Node) => ({ mean: fillLike(now, 0) as Node }) },
 * );
 * x.pipe(rnn(smooth)).shape // => ['batch', 'time', 4]
 */
export function rnn<C extends Carry, const O extends RecurrentOptions<C> = object>(
  cell: RecurrentCell<C>,
  options?: O,
): RecurrentLayer<C, number, O>;
export function rnn<const N extends number, const O extends RnnOptions = object>(
  units: N,
  options?: O,
): RecurrentLayer<RnnCarry, N, O, GatedCell<RnnCarry>>;
export function rnn(cell: RecurrentCell<RnnCarry> | number, options?: RnnOptions): unknown {
  if (typeof cell === 'function')
    return recurrentLayer({
      kind: 'rnn',
      cells: [checkedCell('rnn', cell)],
      directions: 1,
      options: optionsOf('rnn', options as RecurrentOptions<RnnCarry> | undefined, recurrentDefaults),
    });
  const defaults = { ...cellDefaults, ...recurrentDefaults, ...stackDefaults, activation: 'tanh' } as const;
  const { bias, inputWeight, recurrentWeight, activation, seed, name, ...others } = optionsOf('rnn', options, defaults);
  const parts = { bias, inputWeight, recurrentWeight, activation, seed, name };
  return stacked({ kind: 'rnn', seed, make: () => rnnCell(cell, parts), options: others });
}
