import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, drawn, plain, replaced, type Plain } from '../laws/plain.ts';
import { along } from './reduction-rows.ts';

const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** The elements of the line along an axis that an index is in. */
export const lineOf = (x: Plain, axis: number, index: readonly number[]): number[] =>
  Array.from({ length: x.shape[axis]! }, (_, place) => at(x, replaced(index, axis, place)));

/** The places of a line's elements in order, NaN as the largest, and of equals the first. */
function ordered(line: readonly number[], descending: boolean): number[] {
  const rank = (x: number): number => (Number.isNaN(x) ? 1 : 0);
  const rising = (p: number, q: number): number =>
    rank(line[p]!) - rank(line[q]!) || (line[p] === line[q] ? 0 : line[p]! < line[q]! ? -1 : 1);
  return [...line.keys()].sort((p, q) => (rank(line[p]!) * rank(line[q]!) === 1 ? 0 : (descending ? -1 : 1) * rising(p, q)) || p - q);
} // prettier-ignore

/** Few different numbers. */
export const few = (shape: Sizes, seed: number): Plain => ({ ...drawn(shape, seed), data: drawn(shape, seed).data.map(Math.round) }); // prettier-ignore

const whole = (x: Plain): Plain => ({ ...x, dtype: 'int32' });

function sorts(): OperationRow[] {
  const rows: readonly (readonly [x: Plain, axis: number | undefined, note?: string])[] = [
    [drawn([5], 1), undefined],
    [drawn([2, 4], 2), undefined],
    [drawn([4, 3], 3), 0],
    [drawn([2, 4, 3], 4), -2],
    [drawn([1, 1], 5), 0],
    [drawn([0, 3], 6), 1],
    [drawn([3, 0], 7), 1],
    [drawn([2, 100], 8), 1],
  ];
  const equals: readonly (readonly [x: Plain, axis: number, note: string])[] = [
    [few([3, 40], 9), 1, ', some of them equal'],
    [whole(few([30, 2], 10)), 0, ', of int32'],
  ];
  const row = (name: 'sort' | 'argsort', descending: boolean, x: Plain, axis: number | undefined, note = ''): OperationRow => {
    const position = positive(axis ?? -1, x.shape.length);
    return {
      name,
      variant: `[${x.shape.join()}] along ${axis ?? 'the last'}${descending ? ', the largest first' : ''}${note}`,
      apply: input => graph[name](input!, { ...(axis !== undefined && { axis }), ...(descending && { descending }) }),
      naive: input => plain(input!.shape, index => {
        const line = lineOf(input!, position, index);
        const place = ordered(line, descending)[index[position]!]!;
        return name === 'argsort' ? place : line[place]!;
      }, name === 'argsort' ? 'int32' : x.dtype),
      cases: [[x]],
      gradient: name === 'argsort' || x.dtype === 'int32' ? 'refused' : 'passes',
    };
  };
  return [false, true].flatMap(descending => [
    ...rows.flatMap(([x, axis]) => [row('sort', descending, x, axis), row('argsort', descending, x, axis)]),
    ...equals.map(([x, axis, note]) => row('argsort', descending, x, axis, note)),
  ]);
} // prettier-ignore

/** The smallest of a line by `topK`. */
function smallest(): OperationRow[] {
  const rows = [[drawn([5], 1), 2, -1], [drawn([4, 3], 2), 4, 0], [drawn([2, 4, 3], 3), 2, 1], [drawn([2, 3], 4), 0, 1], [few([2, 90], 5), 70, 1], [drawn([0, 3], 6), 1, 1]] as const;
  return rows.flatMap(([x, k, axis]) =>
    (['values', 'indices'] as const).map((part): OperationRow => ({
      name: 'topK',
      variant: `${part} of the smallest of [${x.shape.join()}], ${k} along ${axis}`,
      apply: input => graph.topK(input!, k, { axis, largest: false })[part],
      naive: input => plain(replaced(input!.shape, positive(axis, x.shape.length), k), index => {
        const position = positive(axis, x.shape.length);
        const line = lineOf(input!, position, index);
        const place = ordered(line, false)[index[position]!]!;
        return part === 'indices' ? place : line[place]!;
      }, part === 'indices' ? 'int32' : 'real'),
      cases: k === 70 && part === 'values' ? [[drawn(x.shape, 7)]] : [[x]],
      gradient: part === 'indices' ? 'refused' : 'passes',
    })),
  );
} // prettier-ignore

/** The first or the last place of the extreme element, in every way that these two take. */
function extremes(): OperationRow[] {
  const of = (name: 'argmax' | 'argmin', axis: number, last: boolean, keep: boolean): OperationRow => ({
    name,
    variant: `along ${axis}${last ? ', the last' : ''}${keep ? ', kept' : ''}`,
    apply: x => graph[name](x!, axis, { last, keep }),
    naive: x => {
      const position = positive(axis, x!.shape.length);
      const kept = x!.shape.filter((_, i) => i !== position);
      const found = plain(kept, index => {
        const line = along(x!, [position], index);
        const best = Math[name === 'argmax' ? 'max' : 'min'](...line);
        const hits = line.map(value => value === best || (Number.isNaN(best) && Number.isNaN(value)));
        return last ? hits.lastIndexOf(true) : hits.indexOf(true);
      }, 'int32');
      return keep ? { ...found, shape: replaced(x!.shape, position, 1) } : found;
    },
    cases: [drawn([2, 3], 1), few([2, 3, 2], 2), drawn([1, 1], 3), few([2, 40], 4), drawn(axis === 0 ? [3, 0] : [0, 3], 5), whole(few([4, 5], 6))].map(x => [x]),
    gradient: 'refused',
  });
  return (['argmax', 'argmin'] as const).flatMap(name =>
    [-1, 0, 1].flatMap(axis => [[false, false], [true, false], [false, true]].map(([last, keep]) => of(name, axis, last!, keep!))),
  );
} // prettier-ignore

/** Operations that order elements, or find the first in order. */
export const orderingRows: readonly OperationRow[] = [...sorts(), ...smallest(), ...extremes()];
