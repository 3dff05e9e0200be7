import { concat, reshape, scan, slice, type Node } from '@thalweg/graph';
import { runOver, type CellEvent, type EventResult, type EventRun } from './event-run.ts';
import type { Carry } from './recurrent-cell.ts';

/**
 * Runs a cell over the last `length` events, at least two, with its present parameters. All but the present one are kept, and
 * the carry before them. Before there were so many, each begins anew.
 */
export function overLastEvents({ cell, memory, now, before }: EventRun, length: number): EventResult {
  const { shape, dtype } = now.x;
  const xs = memory.keep({ part: 'inputs', sizes: [length - 1, ...(shape as readonly number[])], dtype });
  const flags = memory.keep({ part: 'begins', sizes: [length - 1], dtype: 'bool', first: 1 });
  const first = { x: reshape(oldest(xs.before), shape), begins: reshape(oldest(flags.before), []) as Node };
  const others = {
    x: followed(xs.before, reshape(now.x, [1, ...shape])),
    begins: followed(flags.before, reshape(now.begins, [1]) as Node),
  };
  const { carry: next } = runOver(cell, first, before);
  const run = (carry: Carry, event: CellEvent) => runOver(cell, event, carry);
  const { output } = scan(run, others, { init: next, axis: 0 });
  return {
    output: reshape(slice(output, { axis: 0, from: -1 }), output.shape.slice(1)),
    next,
    rules: [xs.becomes(others.x), flags.becomes(others.begins)],
  };
}

function oldest(events: Node): Node {
  return slice(events, { axis: 0, from: 0, to: 1 }) as Node;
}

/** Returns all but the first of some events, and one more. */
function followed(events: Node, latest: Node): Node {
  return events.shape[0] === 1 ? latest : (concat([slice(events, { axis: 0, from: 1 }) as Node, latest]) as Node);
}
