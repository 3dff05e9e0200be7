import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, drawn, indicesOf, plain, type Plain } from '../laws/plain.ts';

const whole = (shape: Sizes, data: readonly number[]): Plain => ({ shape, data, dtype: 'int32' });

const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const other = (list: readonly number[], axis: number, count: number, ...put: readonly number[]): number[] => [
  ...list.slice(0, axis),
  ...put,
  ...list.slice(axis + count),
];

const total = (elements: readonly number[]): number => elements.reduce((sum, x) => sum + x, 0);

const tables: readonly (readonly [table: Sizes, axis: number, indices: Plain])[] = [
  [[2, 4], 1, whole([3], [3, 0, 3])],
  [[2, 4], -1, whole([2, 2], [1, 1, 2, 0])],
  [[2, 3, 2], 1, whole([2], [2, 2])],
  [[2, 3, 2], -2, whole([2, 2], [0, 1, 2, 2])],
  [[2, 3, 2], 2, whole([], [1])],
  [[2, 3, 2], 0, whole([3], [1, 0, 1])],
  [[2, 3], 1, whole([0], [])],
  [[0, 3], 1, whole([2], [1, 2])],
  [[3, 0], -2, whole([2], [1, 1])],
  [[1, 1], 1, whole([2], [0, 0])],
];

function gathers(): OperationRow[] {
  return tables.flatMap(([shape, axis, indices], seed): OperationRow[] => {
    const along = positive(axis, shape.length);
    const rank = indices.shape.length;
    const variant = `[${shape.join()}] at [${indices.shape.join()}] along ${axis}`;
    const rows = other(shape, along, 1, ...indices.shape);
    return [
      {
        name: 'gather',
        variant,
        apply: (table, places) => graph.gather(table!, places!, { axis }),
        naive: (table, places) => plain(rows, index => at(table!, other(index, along, rank, at(places!, index.slice(along, along + rank))))),
        cases: [[drawn(shape, seed), indices]],
        gradient: 'passes',
      },
      {
        name: 'scatterAddLike',
        variant,
        apply: (values, places, like) => graph.scatterAddLike(values!, places!, like!, { axis }),
        naive: (values, places, like) => plain(like!.shape, index => {
          const hits = indicesOf(places!.shape).filter(place => at(places!, place) === index[along]);
          return total(hits.map(place => at(values!, other(index, along, 1, ...place))));
        }),
        cases: [[drawn(rows, seed + 20), indices, drawn(shape, seed)]],
        gradient: 'passes',
      },
    ];
  });
} // prettier-ignore

function takes(): OperationRow[] {
  const rows: readonly (readonly [shape: Sizes, axis: number | undefined, indices: Plain])[] = [
    [[3], undefined, whole([4], [2, 0, 2, 1])],
    [[2, 3], undefined, whole([2, 2], [0, 2, 1, 1])],
    [[2, 3], 0, whole([1, 3], [1, 0, 1])],
    [[3, 2], -2, whole([4, 2], [0, 2, 1, 1, 2, 2, 0, 1])],
    [[2, 3, 2], 1, whole([2, 2, 2], [0, 2, 1, 1, 2, 2, 0, 1])],
    [[2, 3], 1, whole([2, 0], [])],
    [[0, 3], 1, whole([0, 2], [])],
    [[1, 1], 0, whole([1, 1], [0])],
  ];
  return rows.map(([shape, axis, indices]) => ({
    name: 'takeAlong',
    variant: `[${shape.join()}] at [${indices.shape.join()}] along ${axis ?? 'the last'}`,
    apply: (x, places) => graph.takeAlong(x!, places!, axis === undefined ? {} : { axis }),
    naive: (x, places) => plain(places!.shape, index => at(x!, other(index, positive(axis ?? -1, shape.length), 1, at(places!, index)))),
    cases: [[drawn(shape, 1), indices]],
    misfits: [[drawn([2, 3, 4], 1), whole([2], [0, 1])]],
    gradient: 'passes',
  }));
} // prettier-ignore

const COMBINED: Readonly<Record<graph.ScatterReduction, (old: number, value: number) => number>> = {
  none: (_, value) => value,
  add: (old, value) => old + value,
  mul: (old, value) => old * value,
  max: Math.max,
  min: Math.min,
};

function scatters(): OperationRow[] {
  const along: readonly (readonly [shape: Sizes, axis: number | undefined, indices: Plain])[] = [
    [[3], undefined, whole([4], [2, 0, 2, 2])],
    [[2, 3], undefined, whole([2, 2], [0, 2, 1, 1])],
    [[4, 2], 0, whole([3, 2], [3, 0, 3, 1, 3, 0])],
    [[2, 3, 2], -2, whole([2, 2, 2], [0, 2, 1, 1, 2, 2, 0, 1])],
    [[2, 3], 1, whole([2, 0], [])],
    [[0, 3], 1, whole([0, 2], [])],
    [[1, 1], 0, whole([1, 1], [0])],
  ];
  const rows: readonly (readonly [shape: Sizes, axis: number | undefined, indices: Plain])[] = [
    [[4, 2], undefined, whole([3], [3, 0, 3])],
    [[2, 3, 2], 1, whole([2, 2], [2, 2, 0, 2])],
    [[3, 2], 0, whole([], [2])],
    [[2, 3], -1, whole([0], [])],
    [[1, 1], 1, whole([2], [0, 0])],
  ];
  return (['none', 'add', 'mul', 'max', 'min'] as const).flatMap(reduction => {
    const combined = COMBINED[reduction];
    const row = (name: 'scatter' | 'scatterAlong', [shape, axis, indices]: (typeof rows)[number]): OperationRow => {
      const place = positive(axis ?? (name === 'scatter' ? 0 : -1), shape.length);
      const given = name === 'scatter' ? other(shape, place, 1, ...indices.shape) : indices.shape;
      const options = axis === undefined ? { reduction } : { reduction, axis };
      const rank = indices.shape.length;
      const naive = (x: Plain, at_: Plain, values: Plain): Plain => {
        const data = [...x.data];
        const places = plain(x.shape, (() => { let n = 0; return () => n++; })());
        for (const index of indicesOf(values.shape)) {
          const to = name === 'scatter' ? other(index, place, rank, at(at_, index.slice(place, place + rank))) : other(index, place, 1, at(at_, index));
          data[at(places, to)] = combined(data[at(places, to)]!, at(values, index));
        }
        return { ...x, data };
      };
      return {
        name,
        variant: `${reduction} [${shape.join()}] at [${indices.shape.join()}] along ${axis ?? 'its own'}`,
        apply: (x, places, values) => graph[name](x!, places!, values!, options),
        naive: (x, places, values) => naive(x!, places!, values!),
        cases: [[drawn(shape, 3), indices, drawn(given, 4)]],
        misfits: [[drawn([2, 3, 4], 1), whole([2], [0, 1]), drawn([2], 1)]],
        gradient: 'passes',
      };
    };
    return [...along.map(one => row('scatterAlong', one)), ...rows.map(one => row('scatter', one))];
  });
} // prettier-ignore

/** The places along an axis in the order of the elements, the largest first, NaN before it, and of equals the first. */
function ordered(x: Plain, axis: number, index: readonly number[]): number[] {
  const places = Array.from({ length: x.shape[axis]! }, (_, place) => place);
  const of = (place: number): number => at(x, other(index, axis, 1, place));
  const missing = (place: number): number => Number(Number.isNaN(of(place)));
  return places.sort((p, q) => missing(q) - missing(p) || of(q) - of(p) || p - q);
}

function tops(): OperationRow[] {
  const few = (shape: Sizes): Plain => ({ ...drawn(shape, 3), data: drawn(shape, 3).data.map(Math.round) });
  const rows: readonly (readonly [x: Plain, k: number, axis: number | undefined])[] = [
    [drawn([5], 1), 2, undefined],
    [drawn([5], 2), 5, undefined],
    [drawn([2, 4], 1), 3, undefined],
    [drawn([4, 3], 1), 2, 0],
    [drawn([2, 4, 3], 1), 2, -2],
    [drawn([2, 3], 1), 0, 1],
    [drawn([0, 3], 1), 2, 1],
    [drawn([1, 1], 1), 1, 0],
    [drawn([2, 100], 1), 17, 1],
  ];
  const row = (part: 'values' | 'indices', x: Plain, k: number, axis: number | undefined, note = ''): OperationRow => {
    const along = positive(axis ?? -1, x.shape.length);
    return {
      name: 'topK',
      variant: `${part} of [${x.shape.join()}], ${k} along ${axis ?? 'the last'}${note}`,
      apply: input => graph.topK(input!, k, axis === undefined ? {} : { axis })[part],
      naive: input => plain(other(input!.shape, along, 1, k), index => {
        const place = ordered(input!, along, index)[index[along]!]!;
        return part === 'indices' ? place : at(input!, other(index, along, 1, place));
      }, part === 'indices' ? 'int32' : 'real'),
      cases: [[x]],
      gradient: part === 'indices' ? 'refused' : 'passes',
    };
  };
  return [
    ...rows.flatMap(([x, k, axis]) => [row('values', x, k, axis), row('indices', x, k, axis)]),
    row('indices', few([3, 40]), 20, 1, ', some of them equal'),
  ];
} // prettier-ignore

/** Operations that read or write at indices. */
export const indexingRows: readonly OperationRow[] = [...gathers(), ...takes(), ...scatters(), ...tops()];
