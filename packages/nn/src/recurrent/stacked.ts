import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { positiveWhole } from '../positive-whole.ts';
import type { Carry, RecurrentCell } from './recurrent-cell.ts';
import { recurrentLayer, type RecurrentLayer, type RecurrentParts } from './recurrent-layer.ts';
import type { StackedOptions } from './recurrent-options.ts';

/** More cells than anybody stacks: a slip should not fill the memory. */
const MOST_LAYERS = 1000;

/** The parts of a layer that makes its cells itself. */
interface StackedParts<C extends Carry> extends Omit<RecurrentParts<C>, 'cells' | 'directions' | 'options'> {
  readonly make: () => RecurrentCell<C>;
  readonly options: RecurrentParts<C>['options'] &
    Required<Pick<StackedOptions<C>, 'layers' | 'bidirectional' | 'dropout'>>;
}

/** Returns a recurrent layer of cells that it makes: `layers`, each of them `bidirectional` or not. */
export function stacked<C extends Carry>({ kind, seed, make, options }: StackedParts<C>): RecurrentLayer<C> {
  const { layers, bidirectional, dropout, ...others } = options;
  positiveWhole(kind, 'the number of layers', layers);
  if (layers > MOST_LAYERS)
    throw new ContractError(kind, `the number of layers must be at most ${MOST_LAYERS}`, printed(layers), 'Check it.');
  const directions = bidirectional ? 2 : 1;
  const cells = Array.from({ length: layers * directions }, make);
  return recurrentLayer({ kind, cells, directions, dropout, seed, options: others });
}
