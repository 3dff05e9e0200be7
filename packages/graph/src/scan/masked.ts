import { DtypeError, isFloat, sameShape, ShapeError } from '@thalweg/tensor';
import { mergeAxes } from '../compositions/merge-axes.ts';
import type { Node } from '../node/node.ts';
import { equal } from '../operations/comparison.ts';
import { fillLike } from '../operations/fill-like.ts';
import { sub } from '../operations/sub.ts';
import { where } from '../operations/where.ts';
import { checkSameLength } from './check-same-length.ts';
import type { LoopPlan } from './loop-plan.ts';
import { placeholder } from './placeholder.ts';
import { axisIn, timeFirst } from './time-first.ts';

/** A plan in which some steps keep the carries and put out zeros. */
export function masked(plan: LoopPlan, mask: Node, axis: string | number): LoopPlan {
  if (mask.dtype !== 'bool')
    throw new DtypeError('scan', [mask.dtype], 'the mask must be bool', 'Compare first, as in less(position, length).');
  const place = axisIn(mask, axis);
  const stack = timeFirst(mask, place);
  checkSameLength([...plan.slices.map(slice => slice.stack.shape), stack.shape]);
  const counts = placeholder({ name: mask.name, shape: mask.shape.filter((_, n) => n !== place), dtype: 'bool' });
  return {
    ...plan,
    carries: plan.carries.map(carry => ({ ...carry, next: where(ranked(counts, carry.next), carry.next, carry.placeholder) as Node })), // prettier-ignore
    outputs: plan.outputs.map(output => where(ranked(counts, output), output, fillLike(output, 0)) as Node),
    slices: [
      ...plan.slices.map(slice => ({ ...slice, stack: shown(slice.stack, stack) })),
      { placeholder: counts, stack },
    ],
  };
}

/**
 * The positions of an input that count, and of the others what is finite. What comes of a step that does not count is left
 * out anyway, but a NaN in it would reach the gradients of what the cell captures, as 0·NaN. Indices that do not count are 0.
 */
function shown(x: Node, mask: Node): Node {
  if (x.dtype === 'bool' || !hasAxesOf(mask, x)) return x;
  const zero = fillLike(x, 0);
  const other = isFloat(x.dtype) ? (where(equal(sub(x, x), 0), x, zero) as Node) : zero;
  return where(ranked(mask, x), x, other) as Node;
}

function hasAxesOf({ shape }: Node, value: Node): boolean {
  return sameShape(shape, value.shape.slice(0, shape.length));
}

/** A mask with axes of size 1 behind its own, for those that a value has in addition. */
function ranked(mask: Node, value: Node): Node {
  const { length } = mask.shape;
  if (!hasAxesOf(mask, value))
    throw new ShapeError(
      'scan',
      [mask.shape, value.shape],
      'the mask of a step must have the first axes of each carry and output',
      'Give it the shape of xs without the features, as in [batch, time].',
    );
  return value.shape.slice(length).reduce((x: Node) => mergeAxes(x, x.shape.length, x.shape.length), mask);
}
