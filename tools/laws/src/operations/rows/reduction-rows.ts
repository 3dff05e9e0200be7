import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, drawn, indicesOf, plain, type Plain } from '../laws/plain.ts';

/** What lies at an index of the result of a reduction. */
export function along({ shape, data }: Plain, axes: readonly number[], index: readonly number[]): number[] {
  const kept = shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  return indicesOf(shape).flatMap((full, i) => (kept.every((axis, n) => full[axis] === index[n]) ? [data[i]!] : []));
}

/** Every choice of axes, counted from either end. */
function choicesOf(rank: number): number[][] {
  const subsets = Array.from({ length: 2 ** rank }, (_, bits) =>
    Array.from({ length: rank }, (_, axis) => axis).filter(axis => bits & (1 << axis)),
  );
  return subsets.flatMap(axes => [axes, axes.map(axis => axis - rank)]);
}

type Reduce = (x: Node, options?: { axes?: number | readonly number[]; keep?: boolean }) => Node;

/** What is special about the rows of a reduction. */
interface Special {
  readonly variant?: string;
  readonly range?: readonly [low: number, high: number];
}

function reduction(
  name: string,
  apply: Reduce,
  of: (elements: number[]) => number,
  shapes: readonly Sizes[],
  special: Special = {},
): OperationRow[] {
  const row = (
    variant: string,
    axes: readonly number[] | undefined,
    keep: boolean,
    inputs: readonly Sizes[],
  ): OperationRow => ({
    name,
    variant: special.variant === undefined ? variant : `${special.variant}, ${variant}`,
    apply: x => apply(x!, { ...(axes && { axes }), ...(keep && { keep }) }),
    naive: x => {
      const positions = (axes ?? x!.shape.map((_, axis) => axis)).map(axis =>
        axis < 0 ? axis + x!.shape.length : axis,
      );
      const kept = x!.shape.flatMap((length, axis) => (positions.includes(axis) ? [] : [length]));
      const found = plain(kept, index => of(along(x!, positions, index)));
      return keep
        ? { ...found, shape: x!.shape.map((length, axis) => (positions.includes(axis) ? 1 : length)) }
        : found;
    },
    cases: inputs.map((shape, seed) => [drawn(shape, seed, ...(special.range ?? []))]),
    gradient: 'passes',
  });
  const chosen = choicesOf(3).flatMap(axes =>
    [false, true].map(keep => row(`over [${axes.join(', ')}]${keep ? ', kept' : ''}`, axes, keep, [[2, 3, 2]])),
  );
  return [
    ...chosen,
    row('over all', undefined, false, [[2, 3], [4], [1], [], [1, 1], [40, 30]]),
    row('over all, kept', undefined, true, [[2, 3], []]),
    row('of size 0', [0], false, shapes),
    row('over two runs of axes', [0, 1, 3], false, [[2, 2, 3, 2]]),
  ];
}

/** Σ xᵢ */
export const total = (elements: readonly number[]): number => elements.reduce((sum, x) => sum + x, 0);

const product = (elements: readonly number[]): number => elements.reduce((found, x) => found * x, 1);

/** The mean of squared distances from the mean, or with another divisor. */
function varianceOf(elements: readonly number[], correction = 0): number {
  const mean = total(elements) / elements.length;
  return total(elements.map(x => (x - mean) ** 2)) / (elements.length - correction);
}

function runningSum(shape: Sizes, axis: number, reverse: boolean): OperationRow {
  const position = axis < 0 ? axis + shape.length : axis;
  return {
    name: 'cumsum',
    variant: `[${shape.join()}] along ${axis}${reverse ? ', from the end' : ''}`,
    apply: x => graph.cumsum(x!, reverse ? { axis, reverse } : { axis }),
    naive: x =>
      plain(shape, index => {
        const line = Array.from({ length: shape[position]! }, (_, i) => at(x!, index.map((j, axis) => (axis === position ? i : j)))); // prettier-ignore
        return total(reverse ? line.slice(index[position]).reverse() : line.slice(0, index[position]! + 1));
      }),
    cases: [[drawn(shape, 3)]],
    gradient: 'passes',
  };
}

/** Lines in which no, one, several and all elements are zero. */
const zeros: Plain = { shape: [5, 3], data: [2, -3, 0.5, 0, 2, 3, 4, 0, 0, 0, 0, 0, -0, 1, 2], dtype: 'real' };

/** Operations that reduce axes, or run along one. */
export const reductionRows: readonly OperationRow[] = [
  ...reduction('sum', graph.sum, total, [[0, 3], [3, 0], [0]]),
  ...reduction('mean', graph.mean, elements => total(elements) / elements.length, [[3, 0]]),
  ...reduction('max', graph.max, elements => Math.max(...elements), [[0, 3], [3, 0], [0]]),
  ...reduction('min', graph.min, elements => Math.min(...elements), [[0, 3], [3, 0], [0]]),
  ...reduction('prod', graph.prod, product, [[0, 3], [3, 0], [0]], { range: [-2.7, 2.7] }),
  ...[0, 1].map((axis): OperationRow => ({
    name: 'prod',
    variant: `with zeros, along ${axis}`,
    apply: x => graph.prod(x!, { axes: axis }),
    naive: x => plain([x!.shape[1 - axis]!], index => product(along(x!, [axis], index))),
    cases: [[zeros]],
    gradient: 'passes',
  })),
  ...reduction('variance', graph.variance, elements => varianceOf(elements), [[0, 3], [3, 0], [0]]),
  {
    name: 'variance',
    variant: 'corrected, over 1',
    apply: x => graph.variance(x!, { axes: 1, correction: 1 }),
    naive: x => plain([x!.shape[0]!], index => varianceOf(along(x!, [1], index), 1)),
    cases: [[drawn([2, 3], 1)], [drawn([1, 2], 2)], [drawn([3, 50], 3)]],
    gradient: 'passes',
  },
  ...reduction('logSumExp', graph.logSumExp, elements => Math.log(total(elements.map(Math.exp))), [[0, 3], [3, 0], [0]]),
  ...reduction('norm', graph.norm, elements => Math.hypot(...elements), [[0, 3], [3, 0], [0]]),
  ...reduction('norm', (x, options) => graph.norm(x, { ...options, order: 1 }), elements => total(elements.map(Math.abs)), [[0, 3], [3, 0], [0]], { variant: 'of order 1' }),
  ...reduction('norm', (x, options) => graph.norm(x, { ...options, order: Infinity }), elements => Math.max(0, ...elements.map(Math.abs)), [[0, 3], [3, 0], [0]], { variant: 'of order ∞' }),
  ...([[[2, 3], -1], [[2, 3], 0], [[4], 0], [[2, 3, 2], 1], [[2, 1], 1], [[0, 3], 0], [[0, 3], 1], [[3, 400], 1]] as const).flatMap(([shape, axis]) =>
    [false, true].map(reverse => runningSum(shape, axis, reverse)),
  ),
]; // prettier-ignore
