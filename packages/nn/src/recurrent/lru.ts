import { optionsOf } from '@thalweg/tensor/engine';
import { lruCell, type LruCarry, type LruCell, type LruCellOptions } from './lru-cell.ts';
import { type RecurrentLayer, stacked } from './recurrent-layer.ts';
import { recurrentDefaults, stackDefaults, type StackedOptions } from './recurrent-options.ts';

/** Options of {@link lru}. */
export interface LruOptions extends LruCellOptions, StackedOptions<LruCarry> {}

/** The number of outputs: the option `width`, or as many as units. */
type Width<N extends number, O> = O extends { readonly width: infer W extends number } ? W : N;

/**
 * Layer of linear recurrent units along sequences; its cells are those of {@link lruCell}. It owns its parameters, and shares
 * them when it is applied again. It is linear: put an activation between two of them.
 *
 * - **Shape** `x: [...lead, time, in] → [...lead, time, width]`, or `[...lead, width]` of the last outputs; `2·width` if
 *   bidirectional
 * - **Throws** `ContractError` for options that exclude each other; when it is applied, `ShapeError` to an input without a
 *   fixed width, of another width than before, or without an axis of time, `DtypeError` if the input is no float
 *
 * @example
 * const block = () => residual(layerNorm(), lru(16, { width: 4, rMin: 0.9, rMax: 0.999 }), gelu(), dense(4));
 * input('x', ['batch', 'time', 4]).pipe(block(), block()).shape // => ['batch', 'time', 4]
 */
export function lru<const N extends number, const O extends LruOptions = object>(
  units: N,
  options?: O,
): RecurrentLayer<LruCarry, Width<N, O>, O, LruCell> {
  const { width, rMin, rMax, maxPhase, seed, name, ...others } = optionsOf('lru', options as LruOptions | undefined, {
    ...recurrentDefaults,
    ...stackDefaults,
    width: undefined,
    rMin: 0,
    rMax: 1,
    maxPhase: 2 * Math.PI,
    seed: 0,
    name: undefined,
  });
  const make = (): LruCell => lruCell(units, { width, rMin, rMax, maxPhase, seed, name });
  return stacked({ kind: 'lru', seed, make, options: others }) as never;
}
