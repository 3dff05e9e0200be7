import type { Node } from '../node/node.ts';
import { cast } from '../operations/cast.ts';
import { equal } from '../operations/comparison.ts';
import { div } from '../operations/div.ts';
import { fillLike } from '../operations/fill-like.ts';
import { mul } from '../operations/mul.ts';
import { stopGradient } from '../operations/stop-gradient.ts';
import { sub } from '../operations/sub.ts';
import { takeAlong } from '../operations/take-along.ts';
import { where } from '../operations/where.ts';
import { constant } from '../sources/constant.ts';
import type { ScatterReduction } from '../wire/loops.ts';
import { filled, type SizeSource } from './filled.ts';
import { positions } from './positions.ts';
import { broadcastLike } from '../operations/sum.ts';
import { withAxes } from './without-axes.ts';

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
export function scatterGradients(reduction: ScatterReduction, upstream: Node, site: ScatterSite): (Node | undefined)[] {
  const [ofX, ofValues] = GRADIENTS[reduction](upstream, site);
  return [ofX, undefined, ofValues];
}

type Rule = (upstream: Node, site: ScatterSite) => readonly [ofX: Node, ofValues: Node];

const GRADIENTS: Readonly<Record<ScatterReduction, Rule>> = {
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
