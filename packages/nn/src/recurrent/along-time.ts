import { checkpointed, scan, sum, type Node } from '@thalweg/graph';
import { lastOutput, type Steps } from './last-output.ts';
import type { Carry, CellStep, RecurrentCell } from './recurrent-cell.ts';

/** The results of a cell along a sequence. */
export interface Ran<C extends Carry> {
  /** The carry after the last step. */
  readonly carry: C;
  readonly output: Node;
  /** The output of the last step; of a sequence without steps the carry that it begins with, if that is the output. */
  readonly last: () => Node;
}

/** Runs a cell along an axis, from a carry that is made of the one that the cell begins with. */
export function alongTime<C extends Carry>(
  cell: RecurrentCell<C>,
  x: Node,
  { begin, ...steps }: Steps & { readonly begin: (initial: C) => C },
): Ran<C> {
  const init = begin(cell.initial(sum(x, { axes: steps.axis }) as Node));
  let carried: string | undefined;
  const step = (before: Carry, now: Node): CellStep<Carry> => {
    const result = cell(before as C, now);
    carried = carriedOutput(result);
    return result;
  };
  const run = 'checkpointed' in cell ? checkpointed(step) : step;
  const { carry, output } = scan<Carry, Node, Node, number>(run, x, { init, ...steps }) as Ran<C>;
  return { carry, output, last: () => (carried === undefined ? lastOutput(output, steps) : carry[carried]!) };
}

/** The name of the part of the carry that is the output; none if it is another node. `scan` refuses what is no step. */
function carriedOutput(step: CellStep<Carry> | undefined): string | undefined {
  const carry = step?.carry ?? {};
  return Object.keys(carry).find(name => carry[name] === step!.output);
}
