import { DtypeError, sameShape, ShapeError } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { combiningAlong } from '../../interpreter/indices.ts';
import type { Node } from '../../node/node.ts';
import { sameBeside, withAxes } from '../../protocol/axes.ts';
import { sameDtype, sameNumbers } from '../../protocol/dtype-rules.ts';
import { operation } from '../../protocol/operation.ts';
import type { SizeSource } from '../../protocol/sizes-of-names.ts';
import { constant } from '../../sources/constant.ts';
import type { ScatterReduction } from '../../wire/loops.ts';
import { cast } from '../cast.ts';
import { equal } from '../comparison.ts';
import { filled, positions } from '../creation/filled.ts';
import { div } from '../div.ts';
import { fillLike } from '../fill-like.ts';
import { mul } from '../mul.ts';
import { allMapped } from '../reductions/sums-and-broadcasts.ts';
import { stopGradient } from '../stop-gradient.ts';
import { sub } from '../sub.ts';
import { broadcastLike } from '../sum.ts';
import { takeAlong } from '../take-along.ts';
import { where } from '../where.ts';

/** The axis along which values are combined with others, and the way in which. */
interface ScatterSettings {
  readonly axis: number;
  readonly reduction: ScatterReduction;
}

const REDUCTIONS = ['none', 'add', 'mul', 'max', 'min'] as const;

/** The options of a scatter, of which the reduction is checked. */
export function scatterOptions(
  name: string,
  options: Partial<ScatterSettings> | undefined,
  fallback: number,
): ScatterSettings {
  const { axis, reduction } = optionsOf(name, options, { axis: fallback, reduction: 'none' as ScatterReduction });
  return { axis, reduction: oneOf(name, reduction, REDUCTIONS, 'the reduction') };
}

/** A scatter, and its name in errors. */
interface Combination extends ScatterSettings {
  readonly name: string;
}

/** Combines values with those of a node at indices along an axis. */
export function combineAt(
  [x, indices, values]: readonly [x: Node, indices: Node, values: Node],
  how: Combination,
): Node {
  const { name, axis, reduction } = how;
  const apply = operation({
    name,
    shape: ([whole, at, all]) => {
      if (!sameBeside(axis, whole!, at!) || !sameShape(at!, all!))
        throw new ShapeError(
          name,
          [whole!, at!, all!],
          `there must be an index for each value, and all sizes but those of axis ${axis} must agree`,
          'For the same places everywhere, use scatter.',
        );
      return whole!;
    },
    dtype: ([dtype, at, other]) => {
      if (at !== 'int32') throw new DtypeError(name, [at!], 'indices must be int32', 'Convert them with cast.');
      return (reduction === 'none' ? sameDtype : sameNumbers)(name)([dtype!, other!]);
    },
    kernel: combiningAlong(axis, reduction),
    mapped: isMapped =>
      allMapped(isMapped, ([whole, at, all]) => combineAt([whole!, at!, all!], { ...how, axis: axis + 1 })),
    call: inputs => ['scatterAlong', ...inputs, { axis, reduction }],
    gradient: (upstream, [whole, at, all], y) => {
      const combine = (base: Node, others: Node, by: ScatterReduction): Node =>
        combineAt([base, at!, others], { ...how, reduction: by });
      return scatterGradients(reduction, upstream, { x: whole!, at: at!, values: all!, y, axis, combine });
    },
  });
  return apply(x, indices, values);
}

/** A scatter: its inputs, its value, and the same for other values at the same places. */
interface ScatterSite {
  readonly x: Node;
  readonly at: Node;
  readonly values: Node;
  readonly y: Node;
  readonly axis: number;
  readonly combine: (x: Node, values: Node, reduction: ScatterReduction) => Node;
}

/** The gradients of the inputs of a scatter: the value, the indices, the values that are put into it. */
function scatterGradients(reduction: ScatterReduction, upstream: Node, site: ScatterSite): (Node | undefined)[] {
  const [ofX, ofValues] = GRADIENTS[reduction](upstream, site);
  return [ofX, undefined, ofValues];
}

type ScatterGradient = (upstream: Node, site: ScatterSite) => readonly [ofX: Node, ofValues: Node];

const GRADIENTS: Readonly<Record<ScatterReduction, ScatterGradient>> = {
  none: (upstream, { at, x, values, axis, combine }) => [
    combine(upstream, fillLike(values, 0), 'none'),
    where(isLast({ at, x, axis, combine }), takeAlong(upstream, at as never, { axis }) as Node, 0) as Node,
  ],
  add: (upstream, { at, axis }) => [upstream, taken(upstream, at, axis)],
  max: shared,
  min: shared,
  mul: productOfOthers,
};

function taken(x: Node, at: Node, axis: number): Node {
  return takeAlong(x, at as never, { axis }) as Node;
}

/** True for the values that no later one took the place of. */
function isLast({ at, x, axis, combine }: Pick<ScatterSite, 'at' | 'x' | 'axis' | 'combine'>): Node {
  const others = at.shape.flatMap((_, other) => (other === axis ? [] : [other]));
  const own = broadcastLike(withAxes(positions(at, axis), others), at) as Node;
  const sizes = x.shape.map((_, other): SizeSource => ({ like: 0, axis: other }));
  const none = filled(constant(-1, { dtype: 'int32' }) as Node, [x], sizes);
  return equal(taken(combine(none, own, 'none'), at, axis), own) as Node;
}

/** Those that are the largest, or the smallest, have equal shares. */
function shared(upstream: Node, { x, at, values, y, axis, combine }: ScatterSite): readonly [Node, Node] {
  const wins = [equal(x, y), equal(values, taken(y, at, axis))] as Node[];
  const [own, others] = wins.map(flags => cast(flags, x.dtype));
  const share = div(upstream, stopGradient(combine(own!, others!, 'add'))) as Node;
  return [where(wins[0]!, share, 0) as Node, where(wins[1]!, taken(share, at, axis), 0) as Node];
}

/**
 * For each factor the product of all others at its place. It is y over the factor, unless that is 0: then it is the product
 * of those that are not 0, times the other zero if there are two, and 0 for more.
 */
function productOfOthers(upstream: Node, { x, at, values, y, axis, combine }: ScatterSite): readonly [Node, Node] {
  const zero = [equal(x, 0), equal(values, 0)] as Node[];
  const split = (of: (isZero: Node, factor: Node) => Node, reduction: ScatterReduction): Node =>
    combine(of(zero[0]!, x), of(zero[1]!, values), reduction);
  const zeros = stopGradient(split(isZero => cast(isZero, x.dtype), 'add'));
  const rest = split((isZero, factor) => where(isZero, 1, factor) as Node, 'mul');
  const sum = split((isZero, factor) => where(isZero, factor, 0) as Node, 'add');
  const others = (isZero: Node, factor: Node, at: (whole: Node) => Node): Node => {
    const second = where(equal(at(zeros), 2), mul(at(rest), sub(at(sum), factor)), 0) as Node;
    const first = where(equal(at(zeros), 1), at(rest), second) as Node;
    return mul(at(upstream), where(isZero, first, div(at(y), where(isZero, 1, factor)))) as Node;
  };
  return [others(zero[0]!, x, whole => whole), others(zero[1]!, values, whole => taken(whole, at, axis))];
}
