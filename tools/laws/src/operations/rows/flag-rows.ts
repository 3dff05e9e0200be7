import * as graph from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { OperationRow } from '../laws/operation-row.ts';
import { drawn, plain, type Plain } from '../laws/plain.ts';
import { along } from './reduction-rows.ts';

/** Flags, about so many of which are true. */
function flags(shape: Sizes, seed: number, share: number): Plain {
  return { shape, data: drawn(shape, seed, 0, 1).data.map(u => (u < share ? 1 : 0)), dtype: 'bool' };
}

const shapes: readonly Sizes[] = [
  [2, 3, 2],
  [3, 4, 2],
  [1, 1, 1],
  [0, 3, 2],
  [3, 0, 2],
  [5, 40, 3],
];

function row(name: 'any' | 'all', axes: readonly number[] | undefined, keep: boolean): OperationRow {
  const of = { any: (line: number[]) => line.some(Boolean), all: (line: number[]) => line.every(Boolean) }[name];
  const positions = (axes ?? [0, 1, 2]).map(axis => (axis < 0 ? axis + 3 : axis));
  return {
    name,
    variant: `over ${axes === undefined ? 'all' : `[${axes.join(', ')}]`}${keep ? ', kept' : ''}`,
    apply: x => graph[name](x!, { ...(axes && { axes }), ...(keep && { keep }) }),
    naive: x => {
      const kept = x!.shape.filter((_, axis) => !positions.includes(axis));
      const found = plain(kept, index => (of(along(x!, positions, index)) ? 1 : 0), 'bool');
      return keep ? { ...found, shape: x!.shape.map((size, axis) => (positions.includes(axis) ? 1 : size)) } : found;
    },
    cases: shapes.flatMap((shape, seed) => [0, 0.2, 0.8, 1].map(share => [flags(shape, seed, share)])),
    gradient: 'refused',
  };
}

/** Reductions of flags. */
export const flagRows: readonly OperationRow[] = (['any', 'all'] as const).flatMap(
  name =>
  ([undefined, [0], [1], [-1], [0, 2], [1, 2]] as const).flatMap(axes => [row(name, axes, false), row(name, axes, true)]), // prettier-ignore
);
