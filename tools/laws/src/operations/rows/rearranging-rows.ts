import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, drawn, indicesOf, plain, type Plain } from '../laws/plain.ts';

const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** A row of an operation of one value. */
function row(
  name: string,
  variant: string,
  apply: (x: Node) => Node,
  naive: (x: Plain) => Plain,
  shapes: readonly Sizes[],
): OperationRow {
  const cases = shapes.map((shape, seed) => [drawn(shape, seed)]);
  return { name, variant, apply: x => apply(x!), naive: x => naive(x!), cases, gradient: 'passes' };
}

function squeezes(): OperationRow[] {
  const rows: readonly (readonly [axes: number | number[] | undefined, from: Sizes, to: Sizes])[] = [
    [undefined, [1, 3, 1], [3]],
    [undefined, [2, 3], [2, 3]],
    [undefined, [1, 1], []],
    [undefined, [], []],
    [0, [1, 3, 1], [3, 1]],
    [-1, [2, 0, 1], [2, 0]],
    [[0, -1], [1, 3, 1], [3]],
    [[], [1, 2], [1, 2]],
  ];
  return rows.flatMap(([axes, from, to]) => {
    const options = axes === undefined ? {} : { axes };
    const variant = `[${from.join()}] ${JSON.stringify(options)}`;
    return [
      row('squeeze', variant, x => graph.squeeze(x, options), x => ({ ...x, shape: to }), [from]),
      ...(axes === undefined ? [] : [row('expandDims', variant, x => graph.expandDims(x, { axes }), x => ({ ...x, shape: from }), [to])]),
    ];
  });
} // prettier-ignore

function triangles(): OperationRow[] {
  const shapes: readonly Sizes[] = [[3, 3], [2, 4], [4, 2], [2, 2, 3], [0, 3], [3, 0], [1, 1]]; // prettier-ignore
  return [undefined, 1, -1, 5, -5].flatMap(diagonal => {
    const options = diagonal === undefined ? {} : { diagonal };
    const above = (index: readonly number[]): number => index.at(-1)! - index.at(-2)! - (diagonal ?? 0);
    const variant = `at ${diagonal ?? 'the main diagonal'}`;
    return [
      row('tril', variant, x => graph.tril(x, options), x => plain(x.shape, index => (above(index) <= 0 ? at(x, index) : 0)), shapes),
      row('triu', variant, x => graph.triu(x, options), x => plain(x.shape, index => (above(index) >= 0 ? at(x, index) : 0)), shapes),
    ];
  });
} // prettier-ignore

function tiles(): OperationRow[] {
  const rows: readonly (readonly [shape: Sizes, times: number | number[]])[] = [
    [[3], 2],
    [[2, 3], 2],
    [[2, 3], [2, 3]],
    [[2, 3], [3, 1]],
    [[2, 3], [2, 1, 2]],
    [[], [2, 3]],
    [[2], []],
    [[2, 3], 0],
    [[0, 2], [2, 2]],
    [[1, 1], [3, 1]],
    [[2, 2, 2], [1, 3, 1]],
  ];
  return rows.map(([shape, times]) => {
    const counts = [times].flat();
    const rank = Math.max(counts.length, shape.length);
    const [own, each] = [shape, counts].map(list => [...new Array<number>(rank - list.length).fill(1), ...list]);
    const sizes = own!.map((size, axis) => size * each![axis]!);
    const naive = (x: Plain): Plain =>
      plain(sizes, index => x.data[index.reduce((place, i, axis) => place * own![axis]! + (i % own![axis]!), 0)]!);
    return row('tile', `[${shape.join()}] ${JSON.stringify(times)} times`, x => graph.tile(x, { times }), naive, [shape]);
  });
} // prettier-ignore

function rolls(): OperationRow[] {
  const rows: readonly (readonly [shape: Sizes, graph.RollOptions])[] = [
    [[5], { shift: 2 }],
    [[5], { shift: -7 }],
    [[5], { shift: 5, axes: 0 }],
    [[5], { shift: 0 }],
    [[2, 3], { shift: 4 }],
    [[2, 3], { shift: 1, axes: 0 }],
    [[2, 3], { shift: -1, axes: -1 }],
    [[2, 3], { shift: [1, 2], axes: [0, 1] }],
    [[2, 3, 2], { shift: [1, 1], axes: [1, 1] }],
    [[2, 40, 3], { shift: 7, axes: 1 }],
    [[2, 300], { shift: 250, axes: 1 }],
    [[], { shift: 1 }],
    [[0, 3], { shift: 1, axes: 0 }],
    [[1, 1], { shift: 3, axes: 1 }],
  ];
  return rows.map(([shape, options]) => {
    const { shift, axes } = options;
    const shifts = [shift].flat();
    const naive = (x: Plain): Plain => {
      const count = x.data.length;
      const move = (place: number, size: number, by: number): number => (((place - by) % size) + size) % size;
      if (axes === undefined) return { ...x, data: x.data.map((_, n) => x.data[move(n, count, shifts[0]!)]!) };
      const along = [axes].flat().map(axis => positive(axis, x.shape.length));
      return plain(x.shape, index => at(x, index.map((i, axis) => along.reduce((place, one, n) => (one === axis ? move(place, x.shape[axis]!, shifts[n]!) : place), i))));
    };
    return row('roll', `[${shape.join()}] ${JSON.stringify(options)}`, x => graph.roll(x, options), naive, [shape]);
  });
} // prettier-ignore

/** What lies at the positions `[from, to)` along an axis. */
function between(x: Plain, axis: number, from: number, to: number): Plain {
  const shape = x.shape.map((size, other) => (other === axis ? to - from : size));
  return plain(shape, index => at(x, index.map((i, other) => (other === axis ? i + from : i))), x.dtype);
} // prettier-ignore

function parts(): OperationRow[] {
  const splits: readonly (readonly [shape: Sizes, graph.SplitAlongOptions, part: number, from: number, to: number])[] = [
    [[6], { parts: 3 }, 1, 2, 4],
    [[2, 4], { parts: 2, axis: -1 }, 1, 2, 4],
    [[2, 5], { sizes: [2, 0, 3], axis: 1 }, 2, 2, 5],
    [[2, 5], { sizes: [2, 0, 3], axis: 1 }, 1, 2, 2],
    [[3, 0], { sizes: [1, 2] }, 1, 1, 3],
    [[1, 1], { parts: 1 }, 0, 0, 1],
  ];
  const stacks: readonly (readonly [shape: Sizes, axis: number | undefined, part: number])[] = [
    [[3], undefined, 2],
    [[2, 3], undefined, 1],
    [[2, 3], -1, 0],
    [[2, 3, 2], 1, 2],
    [[1, 1], 0, 0],
    [[2, 0], 0, 1],
  ];
  return [
    ...splits.map(([shape, options, part, from, to]) =>
      row('splitAlong', `[${shape.join()}] ${JSON.stringify(options)}, part ${part}`, x => graph.splitAlong(x, options)[part]!, x => between(x, positive(options.axis ?? 0, shape.length), from, to), [shape])),
    ...stacks.map(([shape, axis, part]) => {
      const along = positive(axis ?? 0, shape.length);
      const left = shape.filter((_, other) => other !== along);
      const naive = (x: Plain): Plain => ({ ...between(x, along, part, part + 1), shape: left });
      return row('unstack', `[${shape.join()}] along ${axis ?? 'the first'}, part ${part}`, x => (graph.unstack(x, axis === undefined ? {} : { axis }) as readonly Node[])[part]!, naive, [shape]);
    }),
  ];
} // prettier-ignore

function diagonals(): OperationRow[] {
  const rows: readonly (readonly [shape: Sizes, graph.DiagonalOptions, size: number])[] = [
    [[3, 3], {}, 3],
    [[2, 4], {}, 2],
    [[2, 4], { offset: 1 }, 2],
    [[2, 4], { offset: -1 }, 1],
    [[2, 4], { offset: 9 }, 0],
    [[4, 2], { offset: -3 }, 1],
    [[2, 3, 3], { offset: 1 }, 2],
    [[3, 2, 3], { axes: [0, 2] }, 3],
    [[3, 2, 3], { axes: [-1, 0], offset: 1 }, 2],
    [[0, 3], {}, 0],
    [[0, 2, 2], {}, 2],
    [[1, 1], {}, 1],
  ];
  return rows.map(([shape, options, size]) => {
    const { offset = 0, axes = [-2, -1] } = options;
    const [first, second] = axes.map(axis => positive(axis, shape.length)) as [number, number];
    const left = shape.filter((_, axis) => axis !== first && axis !== second);
    const naive = (x: Plain): Plain => plain([...left, size], index => {
      const [others, i] = [index.slice(0, -1), index.at(-1)!];
      return at(x, shape.map((_, axis) => (axis === first ? i + Math.max(0, -offset) : axis === second ? i + Math.max(0, offset) : others.shift()!)));
    });
    return row('diagonal', `[${shape.join()}] ${JSON.stringify(options)}`, x => graph.diagonal(x, options), naive, [shape]);
  });
} // prettier-ignore

function embedded(): OperationRow[] {
  const shapes: readonly Sizes[] = [[3], [2, 2], [0], [1], [0, 2]];
  return [0, 1, -2].map(offset =>
    row('diagEmbed', `at ${offset}`, x => graph.diagEmbed(x, { offset }), x => {
      const size = x.shape.at(-1)! + Math.abs(offset);
      return plain([...x.shape.slice(0, -1), size, size], index => {
        const [i, j] = index.slice(-2) as [number, number];
        return j - i === offset ? at(x, [...index.slice(0, -2), Math.min(i, j)]) : 0;
      });
    }, shapes),
  );
} // prettier-ignore

const outers: OperationRow = {
  name: 'outer',
  apply: (a, b) => graph.outer(a!, b!),
  naive: (a, b) => plain([a!.shape[0]!, b!.shape[0]!], ([i, j]) => at(a!, [i!]) * at(b!, [j!])),
  cases: [[drawn([2], 1), drawn([3], 2)], [drawn([0], 1), drawn([2], 2)], [drawn([1], 1), drawn([1], 2)], [drawn([17], 3), drawn([9], 4)]],
  misfits: [[drawn([2, 1], 1), drawn([2], 1)], [drawn([2], 1), drawn([], 1)]],
  gradient: 'passes',
}; // prettier-ignore

/** Subscripts of which factors are summed before they are multiplied, so that ∞ − ∞ is elsewhere than in the formula. */
const sumsFirst = ['ij,jk,kl->il', 'ij,kl->', 'i,ij,j->'];

/** Sums over every index that the labels can have. */
function einsums(): OperationRow[] {
  const rows: readonly (readonly [subscripts: string, ...shapes: Sizes[]])[] = [
    ['ij,jk->ik', [2, 3], [3, 4]],
    ['bij,bjk->bik', [2, 3, 2], [2, 2, 3]],
    ['bij,bkj->kbi', [2, 3, 2], [2, 4, 2]],
    ['bhqd,bhkd->bhqk', [2, 2, 3, 2], [2, 2, 4, 2]],
    ['abcd,cdef->abef', [2, 1, 2, 3], [2, 3, 1, 2]],
    ['abcd,efcd->fbea', [2, 3, 2, 2], [2, 2, 2, 2]],
    ['i,i->', [4], [4]],
    ['i,j->ij', [2], [3]],
    ['ij,ij->ij', [2, 3], [2, 3]],
    ['ij,j->ji', [2, 3], [3]],
    ['ij->ji', [2, 3]],
    ['ijk->j', [2, 3, 2]],
    ['ii->', [3, 3]],
    ['ii->i', [3, 3]],
    ['ijij->ji', [2, 3, 2, 3]],
    ['iii->i', [3, 3, 3]],
    ['iij,jk->ik', [2, 2, 3], [3, 2]],
    ['ij,jk,kl->il', [2, 3], [3, 2], [2, 4]],
    ['i,ij,j->', [2], [2, 3], [3]],
    ['ij,ik,il->jkl', [2, 2], [2, 3], [2, 1]],
    ['ij,kl->', [2, 3], [2, 2]],
    ['ij,jk->ik', [0, 3], [3, 2]],
    ['ij,jk->ik', [2, 0], [0, 2]],
    ['ij,jk->ik', [1, 1], [1, 1]],
  ];
  return rows.map(([subscripts, ...shapes]) => {
    const [terms, output] = subscripts.split('->') as [string, string];
    const labels = terms.split(',');
    const all = [...new Set(labels.join(''))];
    const sizeOf = (label: string): number => labels.flatMap((term, n) => (term.includes(label) ? [shapes[n]![term.indexOf(label)]!] : []))[0]!;
    return {
      name: 'einsum',
      variant: `${subscripts} of ${shapes.map(shape => `[${shape.join()}]`).join(' ')}`,
      apply: (...nodes) => graph.einsum(subscripts, ...nodes) as Node,
      naive: (...values) => plain([...output].map(sizeOf), index => {
        const summed = all.filter(label => !output.includes(label));
        const places = indicesOf(summed.map(sizeOf)).map(place => (label: string) => (output.includes(label) ? index[output.indexOf(label)]! : place[summed.indexOf(label)]!));
        return places.reduce((sum, of) => sum + values.reduce((product, value, n) => product * at(value, [...labels[n]!].map(of)), 1), 0);
      }),
      cases: [shapes.map((shape, n) => drawn(shape, n + 7))],
      gradient: 'passes',
      ...(sumsFirst.includes(subscripts) && {
        notFinite: [{ inputs: shapes.map((shape, n) => (n > 0 ? drawn(shape, n) : plain(shape, () => NaN))), output: plain([...output].map(sizeOf), () => NaN) }],
      }),
    };
  });
} // prettier-ignore

/** Constants, of which there are numbers enough to compare in what they are applied to. */
const constants: readonly OperationRow[] = [
  {
    name: 'full',
    apply: like => graph.full([2, ...like!.shape], -1.5, { like: like! }) as Node,
    naive: like => plain([2, ...like!.shape], () => -1.5),
    cases: [[drawn([2, 3], 1)], [drawn([], 1)], [drawn([0], 1)], [drawn([1], 1)]],
    gradient: 'zero',
  },
  {
    name: 'arange',
    apply: x => graph.mul(x!, graph.arange(7, 1, { step: -2, dtype: x!.dtype })) as Node,
    naive: x => plain(x!.shape, index => at(x!, index) * [7, 5, 3][index.at(-1)!]!),
    cases: [[drawn([2, 3], 1)], [drawn([0, 3], 1)], [drawn([1, 3], 1)]],
    gradient: 'passes',
    noReference: 'a constant',
  },
  {
    name: 'eye',
    apply: x => graph.matmul(graph.eye(2, { columns: 3, diagonal: 1, dtype: x!.dtype }), x!) as Node,
    naive: x => plain([2, x!.shape[1]!], ([i, j]) => at(x!, [i! + 1, j!])),
    cases: [[drawn([3, 4], 1)], [drawn([3, 1], 1)], [drawn([3, 0], 1)]],
    gradient: 'passes',
    noReference: 'a constant',
    finiteWeights: 'products with its zeros',
    notFinite: [{ inputs: [{ ...drawn([3, 1], 1), data: [NaN, 1, 2] }], output: { ...drawn([2, 1], 1), data: [NaN, NaN] } }],
  },
]; // prettier-ignore

/** Operations that put elements elsewhere without a loop for each of them, and those that fill shapes. */
export const rearrangingRows: readonly OperationRow[] = [
  ...squeezes(),
  ...triangles(),
  ...tiles(),
  ...rolls(),
  ...parts(),
  ...diagonals(),
  ...embedded(),
  outers,
  ...einsums(),
  ...constants,
];
