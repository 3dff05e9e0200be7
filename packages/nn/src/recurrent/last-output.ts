import { cast, cumsum, equal, mul, reshape, slice, sum, where, type Node } from '@thalweg/graph';

/** The steps along which an output lies. */
export interface Steps {
  readonly axis: number;
  readonly reverse: boolean;
  readonly mask: Node | undefined;
}

/** The output of the last step that was computed, or of the last valid one. */
export function lastOutput(output: Node, { axis, reverse, mask }: Steps): Node {
  const { shape } = output;
  if (mask === undefined) {
    const step = slice(output, reverse ? { axis, to: 1 } : { axis, from: -1 }) as Node;
    return reshape(step, without(shape, axis)) as Node;
  }
  const valid = cast(mask, 'int32') as Node;
  const left = cumsum(valid, { axis, reverse: !reverse });
  const isLast = equal(mul(valid, left) as Node, 1) as Node;
  const alike = reshape(isLast, [...mask.shape, ...shape.slice(mask.shape.length).map(() => 1)]) as Node;
  return sum(where(alike, output, 0) as Node, { axes: axis }) as Node;
}

function without<T>(shape: readonly T[], axis: number): T[] {
  return shape.filter((_, at) => at !== axis);
}
