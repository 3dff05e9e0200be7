import { matmul, mul, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import { DtypeError, isFloat, ShapeError, type Shape } from '@thalweg/tensor';
import { causalMask } from './causal-mask.ts';
import { softened } from './softened.ts';

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
