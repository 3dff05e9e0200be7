import { add, becomes, div, maximum, mean, minimum, mul, square, sub, type Node } from '@thalweg/graph';
import { count } from '@thalweg/graph/author';

/** The number of rows so far, their means and variances. */
export interface Moments {
  readonly count: Node;
  readonly mean: Node;
  readonly variance: Node;
}

/** Returns the moments with some more rows, with the rules by which a step writes them. */
export function takenIn(now: Moments, x: Node, memory: number): Moments {
  const batched = x.shape.length === 2;
  const rows: Node | number = batched ? count(x, [0]) : 1;
  const center: Node = batched ? mean(x, { axes: 0 }) : x;
  const total: Node = add(now.count, rows);
  // The written values are also the used ones: a rule fires only if its value is used.
  const seen = write(now.count, memory === Infinity ? total : maximum(minimum(total, memory), rows));
  const share: Node = div(rows, seen);
  const difference: Node = sub(center, now.mean);
  const moved: Node = mul(difference, share);
  const fading: Node = sub(1, share);
  const between: Node = mul(fading, add(now.variance, mul(difference, moved)));
  const within: Node | undefined = batched ? mean(square(sub(x, center)), { axes: 0 }) : undefined;
  return {
    count: seen,
    mean: write(now.mean, add(now.mean, moved)),
    variance: write(now.variance, within === undefined ? between : add(between, mul(within, share))),
  };
}

function write(register: Node, next: Node): Node {
  return becomes(register as never, next as never) as Node;
}
