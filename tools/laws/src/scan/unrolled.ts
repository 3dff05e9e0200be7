import { constant, fillLike, gather, stack, where, type Node } from '@thalweg/graph';
import type { RandomCell } from './random-cell.ts';

/** The arguments of a scan besides its cell. */
export interface Run {
  readonly xs: readonly Node[];
  readonly init: readonly Node[];
  readonly axis: number;
  readonly steps: number;
  readonly reverse: boolean;
  readonly mask?: Node | undefined;
}

/** The values of a scan, written as one step after another; outputs of no steps are left out. */
export function unrolled(
  cell: RandomCell,
  { xs, init, axis, steps, reverse, mask }: Run,
): { carry: readonly Node[]; output: readonly Node[] } {
  // prettier-ignore
  let carry = init;
  const outputs: Node[][] = [];
  for (let step = 0; step < steps; step++) {
    const position = constant(reverse ? steps - 1 - step : step, { dtype: 'int32' }) as Node;
    const at = (x: Node): Node => gather(x, position, { axis }) as Node;
    const now = cell(carry, xs.map(at));
    const counts = mask && (gather(mask, position) as Node);
    const before = carry;
    carry = now.carry.map((one, n) => (counts ? (where(counts, one, before[n]!) as Node) : one));
    outputs.push(now.output.map(one => (counts ? (where(counts, one, fillLike(one, 0)) as Node) : one)));
  }
  if (reverse) outputs.reverse();
  const stacked = (outputs[0] ?? []).map((first, n) => {
    const place = Math.min(axis, first.shape.length);
    return stack(outputs.map(one => one[n]!), { axis: place } as never) as Node; // prettier-ignore
  });
  return { carry, output: stacked };
}
