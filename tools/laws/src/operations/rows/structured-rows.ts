import { fillUniform, foldIn, type Key, key, sizeOf, type Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, drawn, indicesOf, plain, type Plain } from '../laws/plain.ts';
import { along, total } from './reduction-rows.ts';

const whole = (shape: Sizes, data: readonly number[]): Plain => ({ shape, data, dtype: 'int32' });

/** The softmax as its formula has it; beside an infinity there are no shares. */
function softmaxAlong(axis: number, of: (power: number, total: number) => number): (x: Plain) => Plain {
  return x => {
    const position = axis < 0 ? axis + x.shape.length : axis;
    return plain(x.shape, index => {
      const line = along(x, [position], index.filter((_, i) => i !== position)); // prettier-ignore
      return line.includes(Infinity) ? NaN : of(Math.exp(at(x, index)), total(line.map(Math.exp)));
    });
  };
}

/** Uniform numbers of a key at a counter. */
function uniforms(length: number, own: Key, counter: Plain): Float64Array {
  const numbers = new Float64Array(length);
  fillUniform(numbers, foldIn(own, counter.data[0]!));
  return numbers;
}

function softmaxRows(): OperationRow[] {
  return ([[[2, 3], -1], [[2, 3], 0], [[4], 0], [[2, 3, 2], 1], [[2, 1], 1], [[0, 3], -1], [[2, 0], -1]] as const).flatMap(([shape, axis]) => [
    { name: 'softmax', variant: `[${shape.join()}] along ${axis}`, apply: x => graph.softmax(x!, axis), naive: softmaxAlong(axis, (power, total) => power / total), cases: [[drawn(shape, 1)]], gradient: 'passes' },
    { name: 'logSoftmax', variant: `[${shape.join()}] along ${axis}`, apply: x => graph.logSoftmax(x!, axis), naive: softmaxAlong(axis, (power, total) => Math.log(power / total)), cases: [[drawn(shape, 2)]], gradient: 'passes' },
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
    name: 'transpose',
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
    name: 'reshape',
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
    name: 'matmul',
    apply: (a, b) => graph.matmul(a!, b!),
    naive: (a, b) => plain([a!.shape[0]!, b!.shape[1]!], ([i, j]) => total(Array.from({ length: a!.shape[1]! }, (_, k) => at(a!, [i!, k]) * at(b!, [k, j!])))),
    cases: sizes.map(([m, k, n], seed) => [drawn([m, k], seed), drawn([k, n], seed + 50)]),
    misfits: [[drawn([2, 3], 1), drawn([4, 5], 1)], [drawn([3], 1), drawn([3, 2], 1)], [drawn([2, 3], 1), drawn([], 1)]],
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

/** Operations that move, choose or contract. */
export const structuredRows: readonly OperationRow[] = [
  products(),
  ...transposes(),
  ...reshapes(),
  ...softmaxRows(),
  {
    name: 'broadcastLike',
    apply: (x, like) => graph.broadcastLike(x!, like!),
    naive: (x, like) => plain(like!.shape, index => at(x!, index)),
    cases: likes.map(([x, like], seed) => [drawn(x, seed), drawn(like, seed)]),
    misfits: [[drawn([2], 1), drawn([3], 1)], [drawn([2, 3], 1), drawn([3], 1)]],
    gradient: 'passes',
    noReference: 'a plain sum of its gradients, which sum has numbers of',
  },
  {
    name: 'sumLike',
    apply: (x, like) => graph.sumLike(x!, like!),
    naive: (x, like) => {
      let next = 0;
      const places = plain(like!.shape, () => next++);
      const all = indicesOf(x!.shape);
      return plain(like!.shape, index => total(all.flatMap(full => (at(places, full) === at(places, index) ? [at(x!, full)] : []))));
    },
    cases: likes.map(([like, x], seed) => [drawn(x, seed), drawn(like, seed)]),
    gradient: 'passes',
    noReference: 'made of sum, which has numbers',
  },
  {
    name: 'gather',
    apply: (table, indices) => graph.gather(table!, indices!),
    naive: (table, indices) => plain([...indices!.shape, ...table!.shape.slice(1)], index => at(table!, [at(indices!, index.slice(0, indices!.shape.length)), ...index.slice(indices!.shape.length)])),
    cases: tables,
    misfits: [[drawn([], 1), whole([2], [0, 0])]],
    gradient: 'passes',
  },
  {
    name: 'scatterAddLike',
    apply: (rows, indices, like) => graph.scatterAddLike(rows!, indices!, like!),
    naive: (rows, indices, like) => plain(like!.shape, ([row, ...rest]) => {
      const length = sizeOf(rest.map((_, axis) => like!.shape[axis + 1]!));
      const offset = rest.reduce((sum, i, axis) => sum * like!.shape[axis + 1]! + i, 0);
      return indices!.data.reduce((sum, index, n) => sum + (index === row ? rows!.data[n * length + offset]! : 0), 0);
    }),
    cases: tables.map(([table, indices], seed) => [drawn([...indices!.shape, ...table!.shape.slice(1)], seed + 80), indices!, table!]),
    misfits: [[drawn([2, 3], 1), whole([2], [0, 1]), drawn([5, 2], 1)], [drawn([2], 1), whole([2], [0, 1]), drawn([], 1)]],
    gradient: 'passes',
  },
  {
    name: 'oneHot',
    apply: indices => graph.oneHot(indices!, 3, { dtype: 'float64' }),
    naive: indices => plain([...indices!.shape, 3], index => Number(at(indices!, index.slice(0, -1)) === index.at(-1)), 'float64'),
    cases: [[whole([2], [2, 0])], [whole([2, 2], [0, 1, 2, 2])], [whole([], [1])], [whole([0], [])], [whole([1], [2])]],
    gradient: 'refused',
  },
  {
    name: 'uniformLike',
    apply: (like, counter) => graph.uniformLike(like!, key(5), counter as Node<readonly []>),
    naive: (like, counter) => ({ ...like!, data: [...uniforms(like!.data.length, key(5), counter!)] }),
    cases: ([[2, 3], [], [0], [1]] as const).map(shape => [drawn(shape, 1), whole([], [7])]),
    gradient: 'zero',
  },
  {
    // The counter is one whose angles are away from the zeros of the cosine.
    name: 'normalLike',
    apply: (like, counter) => graph.normalLike(like!, key(5), counter as Node<readonly []>),
    naive: (like, counter) => {
      const [u, v] = ['radius', 'angle'].map(part => uniforms(like!.data.length, foldIn(key(5), part), counter!));
      return { ...like!, data: Array.from(u!, (x, i) => Math.sqrt(-2 * Math.log1p(-x)) * Math.cos(2 * Math.PI * v![i]!)) };
    },
    cases: ([[2, 3], [], [0], [1]] as const).map(shape => [drawn(shape, 1), whole([], [2])]),
    gradient: 'zero',
  },
  {
    name: 'categoricalLike',
    apply: (logits, counter) => graph.categoricalLike(logits!, key(5), counter as Node<readonly []>),
    naive: (logits, counter) => {
      const u = uniforms(logits!.data.length, key(5), counter!);
      const classes = logits!.shape.at(-1)!;
      return plain(logits!.shape.slice(0, -1), index => {
        const from = index.reduce((offset, i, axis) => offset * logits!.shape[axis]! + i, 0) * classes;
        const sums = Array.from({ length: classes }, (_, k) => logits!.data[from + k]! - Math.log(-Math.log(u[from + k]!)));
        return Math.max(sums.findIndex(Number.isNaN), sums.indexOf(Math.max(...sums)));
      }, 'int32');
    },
    cases: ([[2, 3], [4], [0, 2], [1], [2, 2, 5]] as const).map(shape => [drawn(shape, 1), whole([], [7])]),
    gradient: 'refused',
  },
]; // prettier-ignore
