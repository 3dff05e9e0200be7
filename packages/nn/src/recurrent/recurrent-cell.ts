import type { Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { functionOf, printed } from '@thalweg/tensor/engine';

/** The values that a recurrent cell hands from one step to the next: nodes by name, such as `{ h }`. */
export interface Carry {
  readonly [name: string]: Node;
}

/** The result of one step of a {@link RecurrentCell}. */
export interface CellStep<C extends Carry> {
  readonly carry: C;
  readonly output: Node;
}

/**
 * One step of a recurrent network: a function from nodes to nodes that owns its parameters. `scan` and layers such as `rnn`
 * run it along sequences. It does not know the position in time, so a `state` can hold its carry from event to event as well.
 */
export interface RecurrentCell<C extends Carry = Carry> {
  (carry: C, x: Node): CellStep<C>;
  /** Returns the carry before the first step, zeros: `[...lead, units]` for an input `[...lead, in]`. */
  initial(x: Node): C;
}

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
