import {
  abs,
  arange,
  equal,
  exp,
  less,
  lessEqual,
  matmul,
  max,
  mul,
  type Node,
  reshape,
  stopGradient,
  sub,
  sum,
  where,
} from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { shareOf } from '@thalweg/graph/portable';
import { DtypeError, isFloat, sameShape, type Shape, ShapeError } from '@thalweg/tensor';

/** The keys that a query may see. */
export interface Seen {
  readonly causal: boolean;
  /** Bool, true where a query may see a key; broadcasts to `[…, queries, keys]`. */
  readonly mask: Node | undefined;
}

/**
 * Returns the weights by which each query takes the values of the keys: `softmax(q·kᵀ/√width)`, zero where a key is hidden.
 *
 * - **Shape** `q: [...lead, queries, width], k: [...lead, keys, width] → [...lead, queries, keys]`
 */
export function attentionWeights(q: Node, k: Node, { causal, mask }: Seen): Node {
  const scale = 1 / Math.sqrt(widthOf(q, k));
  const scores = matmul<Shape, Shape, { transposeB: true }>(mul(q, scale) as Node, k, { transposeB: true }) as Node;
  const given = mask && boolMask(mask);
  return softened(scores, causal ? causalMask(scores, given) : given);
}

function widthOf(q: Node, k: Node): number {
  const [width, other] = [q, k].map(node => nodeOf('attention', node).shape.at(-1));
  if (q.shape.length < 2 || k.shape.length < 2 || typeof width !== 'number' || width !== other)
    throw new ShapeError(
      'attention',
      [q.shape, k.shape],
      'queries and keys must have the shape [..., time, width] with one fixed width',
      'Check the last axis.',
    );
  if (!isFloat(q.dtype))
    throw new DtypeError('attention', [q.dtype], 'queries must be float32 or float64', 'Convert them with cast.');
  return width;
}

function boolMask(mask: Node): Node {
  if (nodeOf('attention', mask).dtype === 'bool') return mask;
  const advice = 'Compare first, as in notEqual(word, padding).';
  throw new DtypeError('attention', [mask.dtype], 'the mask must be bool, true where a key may be seen', advice);
}

/**
 * Returns true for each pair of a query and a key that is not later, if a mask allows it too.
 *
 * - **Shape** `scores: […, time, time], mask? → broadcasts to that of the scores`
 * - **Throws** `ShapeError` unless there are as many keys as queries
 */
function causalMask(scores: Node, mask: Node | undefined): Node {
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

const LAST = { axes: -1, keep: true } as const;

/**
 * Returns the softmax along the last axis of the scores that a mask leaves. All others have the weight 0; so has a row of
 * which nothing is left.
 *
 * - **Gradient** `∂x = y·(∂y − Σ ∂y·y)`
 */
function softened(scores: Node, mask: Node | undefined): Node {
  if (mask === undefined) {
    const powers = exp(sub(scores, stopGradient(largest(scores)))) as Node;
    return shareOf(powers, total(powers));
  }
  const most = largest(where(mask, scores, -Infinity) as Node);
  // Of a row of which nothing is left, it would be −∞.
  const shift = stopGradient(where(less(abs(most), Infinity), most, 0) as Node);
  // Where a score is left out, exp gets a harmless number: processors take long for results that underflow.
  const powers = where(mask, exp(where(mask, sub(scores, shift), 0) as Node), 0) as Node;
  const all = total(powers);
  return shareOf(powers, where(equal(all, 0), 1, all) as Node);
}

function largest(x: Node): Node {
  return max<Shape, typeof LAST>(x, LAST) as Node;
}

function total(x: Node): Node {
  return sum<Shape, typeof LAST>(x, LAST) as Node;
}
