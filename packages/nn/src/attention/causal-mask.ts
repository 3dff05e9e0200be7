import { arange, lessEqual, reshape, where, type Node } from '@thalweg/graph';
import { sameShape, ShapeError } from '@thalweg/tensor';

/**
 * Returns true for each pair of a query and a key that is not later, if a mask allows it too.
 *
 * - **Shape** `scores: […, time, time], mask? → broadcasts to that of the scores`
 * - **Throws** `ShapeError` unless there are as many keys as queries
 */
export function causalMask(scores: Node, mask: Node | undefined): Node {
  const { shape, dtype } = scores;
  const [queries, keys] = shape.slice(-2) as [number | string, number | string];
  if (!sameShape([queries], [keys]))
    throw new ShapeError(
      'attention',
      [shape],
      'causal attention must have as many keys as queries',
      'Leave causal out, or give a mask.',
    );
  const at = arange(keys, { like: scores, dtype }) as Node;
  const before = shape.slice(0, -2).map(() => 1);
  const [query, key] = [reshape(at, [...before, queries, 1]), reshape(at, [...before, 1, keys])] as Node[];
  return lessEqual(key!, mask === undefined ? query! : (where(mask, query!, -1) as Node)) as Node;
}
