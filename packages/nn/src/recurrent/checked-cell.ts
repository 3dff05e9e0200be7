import { ContractError } from '@thalweg/tensor';
import { functionOf, printed } from '@thalweg/tensor/engine';
import type { Carry, RecurrentCell } from './recurrent-cell.ts';

/**
 * Returns a cell.
 *
 * - **Throws** `ContractError` for what is none
 */
export function checkedCell<C extends Carry>(subject: string, cell: RecurrentCell<C>): RecurrentCell<C> {
  functionOf(subject, 'the cell', cell);
  if (typeof cell.initial === 'function') return cell;
  const requirement = 'a cell must have a function initial, which returns the carry before the first step';
  throw new ContractError(
    subject,
    requirement,
    printed(cell),
    'For a layer such as gru take its cell, gruCell; for a cell of your own, Object.assign(cell, { initial: x => … }).',
  );
}
