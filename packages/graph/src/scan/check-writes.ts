import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import type { LoopPlan } from './loop-plan.ts';

/** Throws `GraphError` if one of the nodes that vary writes a register: it would have a value for each step. */
export function checkWrites({ subject = 'scan', carries }: LoopPlan, varying: readonly Node[]): void {
  const write = varying.find(({ register }) => register !== undefined);
  if (write === undefined) return;
  const [what, advice] =
    carries.length > 0
      ? ['a cell', 'Make the value a carry, and write its last value after the scan.']
      : ['the function', 'Leave out what learns from a whole batch, such as batch norm.'];
  throw new GraphError(subject, `${what} must not write a register`, write.name, advice);
}
