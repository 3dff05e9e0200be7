import { fillUniform, foldIn, key, sizeOf, type Sizes } from '@thalweg/tensor';
import * as graph from '../index.ts';
import type { Node } from '../index.ts';
import type { OperationRow } from './operation-row.ts';
import { at, drawn, indicesOf, plain, type Plain } from './plain.ts';

const whole = (shape: Sizes, data: readonly number[]): Plain => ({ shape, data, dtype: 'int32' });

/** What lies at an index of the result of a reduction. */
function along({ shape, data }: Plain, axes: readonly number[], index: readonly number[]): number[] {
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

function reduction(
  operation: string,
  apply: Reduce,
  of: (elements: number[]) => number,
  shapes: readonly Sizes[],
): OperationRow[] {
  const row = (
    variant: string,
    axes: readonly number[] | undefined,
    keep: boolean,
    inputs: readonly Sizes[],
  ): OperationRow => ({
    operation,
    variant,
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
    cases: inputs.map((shape, seed) => [drawn(shape, seed)]),
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

const total = (elements: readonly number[]): number => elements.reduce((sum, x) => sum + x, 0);

/** The softmax as its formula has it. */
function softmaxAlong(axis: number, of: (power: number, total: number) => number): (x: Plain) => Plain {
  return x => {
    const position = axis < 0 ? axis + x.shape.length : axis;
    return plain(x.shape, index => {
      const others = along(
        x,
        [position],
        index.filter((_, i) => i !== position),
      );
      return of(Math.exp(at(x, index)), total(others.map(Math.exp)));
    });
  };
}

function softmaxRows(): OperationRow[] {
  return ([[[2, 3], -1], [[2, 3], 0], [[4], 0], [[2, 3, 2], 1], [[2, 1], 1], [[0, 3], -1], [[2, 0], -1]] as const).flatMap(([shape, axis]) => [
    { operation: 'softmax', variant: `[${shape.join()}] along ${axis}`, apply: x => graph.softmax(x!, axis), naive: softmaxAlong(axis, (power, total) => power / total), cases: [[drawn(shape, 1)]], gradient: 'passes' },
    { operation: 'logSoftmax', variant: `[${shape.join()}] along ${axis}`, apply: x => graph.logSoftmax(x!, axis), naive: softmaxAlong(axis, (power, total) => Math.log(power / total)), cases: [[drawn(shape, 2)]], gradient: 'passes' },
  ]);
} // prettier-ignore

function permutationsOf(rank: number): number[][] {
  if (rank === 0) return [[]];
  return permutationsOf(rank - 1).flatMap(rest =>
    Array.from({ length: rank }, (_, i) => [...rest.slice(0, i), rank - 1, ...rest.slice(i)]),
  );
}

function transposes(): OperationRow[] {
  const row = (permutation: readonly number[] | undefined, shapes: readonly Sizes[]): OperationRow => ({
    operation: 'transpose',
    variant: permutation === undefined ? 'reversed' : `by [${permutation.join(', ')}]`,
    apply: x => graph.transpose(x!, permutation),
    naive: x => {
      const order = permutation ?? x!.shape.map((_, axis) => x!.shape.length - 1 - axis);
      return plain(order.map(axis => x!.shape[axis]!), index => at(x!, x!.shape.map((_, axis) => index[order.indexOf(axis)]!)));
    },
    cases: shapes.map((shape, seed) => [drawn(shape, seed)]),
    gradient: 'passes',
  });
  return [row(undefined, [[2, 3], [], [3], [2, 3, 4], [0, 2], [1, 1], [30, 40]]), ...permutationsOf(3).map(order => row(order, [[2, 3, 4], [1, 3, 2], [2, 0, 1]]))];
} // prettier-ignore

function reshapes(): OperationRow[] {
  const pairs: readonly (readonly [Sizes, Sizes])[] = [[[2, 3], [3, 2]], [[6], [2, 1, 3]], [[1, 1], []], [[], [1]], [[0, 3], [3, 0]], [[2, 2], [2, 2]]];
  return pairs.map(([from, to]) => ({
    operation: 'reshape',
    variant: `[${from.join()}] to [${to.join()}]`,
    apply: x => graph.reshape(x!, to),
    naive: x => ({ ...x!, shape: to }),
    cases: [[drawn(from, 1)]],
    gradient: 'passes',
  }));
} // prettier-ignore

function products(): OperationRow {
  const sizes = [[2, 3, 4], [1, 3, 1], [3, 1, 2], [2, 0, 2], [0, 2, 3], [2, 2, 0], [1, 1, 1], [5, 4, 5], [4, 7, 9]] as const;
  return {
    operation: 'matmul',
    apply: (a, b) => graph.matmul(a!, b!),
    naive: (a, b) => plain([a!.shape[0]!, b!.shape[1]!], ([i, j]) => total(Array.from({ length: a!.shape[1]! }, (_, k) => at(a!, [i!, k]) * at(b!, [k, j!])))),
    cases: sizes.map(([m, k, n], seed) => [drawn([m, k], seed), drawn([k, n], seed + 50)]),
    gradient: 'passes',
  };
} // prettier-ignore

/** A value and another of which only the shape counts. */
const likes: readonly (readonly [Sizes, Sizes])[] = [[[3], [2, 3]], [[2, 1], [2, 3]], [[], [2, 2]], [[1, 2], [3, 2]], [[2], [2]], [[], []], [[1], [0]], [[0], [2, 0]], [[2, 1, 2], [2, 2, 3, 2]]]; // prettier-ignore

const tables: readonly (readonly Plain[])[] = [
  [drawn([4, 2], 1), whole([3], [3, 0, 3])],
  [drawn([3], 2), whole([2, 2], [0, 2, 2, 2])],
  [drawn([3, 2, 2], 3), whole([2], [1, 1])],
  [drawn([3, 2], 4), whole([], [2])],
  [drawn([3, 2], 5), whole([0], [])],
  [drawn([3, 0], 6), whole([2], [1, 2])],
];

/** Operations that move, reduce or contract. */
export const structuredRows: readonly OperationRow[] = [
  ...reduction('sum', graph.sum, total, [[0, 3], [3, 0], [0]]),
  ...reduction('mean', graph.mean, elements => total(elements) / elements.length, [[3, 0]]),
  ...reduction('max', graph.max, elements => Math.max(...elements), [[0, 3], [3, 0], [0]]),
  ...reduction('min', graph.min, elements => Math.min(...elements), [[0, 3], [3, 0], [0]]),
  ...[-1, 0, 1].map((axis): OperationRow => ({
    operation: 'argmax',
    variant: `along ${axis}`,
    apply: x => graph.argmax(x!, axis),
    naive: x => {
      const position = axis < 0 ? axis + x!.shape.length : axis;
      const kept = x!.shape.filter((_, i) => i !== position);
      return plain(kept, index => {
        const elements = along(x!, [position], index);
        return elements.indexOf(Math.max(...elements));
      }, 'int32');
    },
    cases: ([[2, 3], [2, 3, 2], [1, 1], [2, 40]] as const).map((shape, seed) => [drawn(shape, seed)]),
    gradient: 'refused',
  })),
  products(),
  ...transposes(),
  ...reshapes(),
  ...softmaxRows(),
  {
    operation: 'broadcastLike',
    apply: (x, like) => graph.broadcastLike(x!, like!),
    naive: (x, like) => plain(like!.shape, index => at(x!, index)),
    cases: likes.map(([x, like], seed) => [drawn(x, seed), drawn(like, seed)]),
    gradient: 'passes',
  },
  {
    operation: 'sumLike',
    apply: (x, like) => graph.sumLike(x!, like!),
    naive: (x, like) => {
      let next = 0;
      const places = plain(like!.shape, () => next++);
      const all = indicesOf(x!.shape);
      return plain(like!.shape, index => total(all.flatMap(full => (at(places, full) === at(places, index) ? [at(x!, full)] : []))));
    },
    cases: likes.map(([like, x], seed) => [drawn(x, seed), drawn(like, seed)]),
    gradient: 'passes',
  },
  {
    operation: 'gather',
    apply: (table, indices) => graph.gather(table!, indices!),
    naive: (table, indices) => plain([...indices!.shape, ...table!.shape.slice(1)], index => at(table!, [at(indices!, index.slice(0, indices!.shape.length)), ...index.slice(indices!.shape.length)])),
    cases: tables,
    gradient: 'passes',
  },
  {
    operation: 'scatterAddLike',
    apply: (rows, indices, like) => graph.scatterAddLike(rows!, indices!, like!),
    naive: (rows, indices, like) => plain(like!.shape, ([row, ...rest]) => {
      const length = sizeOf(rest.map((_, axis) => like!.shape[axis + 1]!));
      const offset = rest.reduce((sum, i, axis) => sum * like!.shape[axis + 1]! + i, 0);
      return indices!.data.reduce((sum, index, n) => sum + (index === row ? rows!.data[n * length + offset]! : 0), 0);
    }),
    cases: tables.map(([table, indices], seed) => [drawn([...indices!.shape, ...table!.shape.slice(1)], seed + 80), indices!, table!]),
    gradient: 'passes',
  },
  {
    operation: 'oneHot',
    apply: indices => graph.oneHot(indices!, 3, { dtype: 'float64' }),
    naive: indices => plain([...indices!.shape, 3], index => Number(at(indices!, index.slice(0, -1)) === index.at(-1))),
    cases: [[whole([2], [2, 0])], [whole([2, 2], [0, 1, 2, 2])], [whole([], [1])], [whole([0], [])]],
    gradient: 'refused',
  },
  {
    operation: 'uniformLike',
    apply: (like, counter) => graph.uniformLike(like!, key(5), counter as Node<readonly []>),
    naive: (like, counter) => {
      const numbers = new Float64Array(like!.data.length);
      fillUniform(numbers, foldIn(key(5), counter!.data[0]!));
      return { ...like!, data: Array.from(numbers) };
    },
    cases: ([[2, 3], [], [0]] as const).map(shape => [drawn(shape, 1), whole([], [7])]),
    gradient: 'zero',
  },
]; // prettier-ignore
