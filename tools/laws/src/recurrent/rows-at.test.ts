import {
  add,
  becomes,
  constant,
  feedOf,
  input,
  mul,
  openFrame,
  read,
  rowsAt,
  state,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';

const ROWS = 6;

/** Steps on a table whose rows at the fed indices become another value; `isRead` if that follows from them. */
function stepping(runner: Runner | undefined, isRead: boolean) {
  const table = state(Array.from({ length: ROWS }, (_, i) => [i, 10 * i]), { name: 'table' }); // prettier-ignore
  const [at, x] = [input('at', [2], 'int32'), input('x', [2, 2])];
  const rows = rowsAt(table, at as Node);
  const next = isRead ? add(mul(rows, 0.5), x) : mul(x, constant(2));
  const frame = openFrame({ outputs: [becomes(rows, next as Node)], steps: true, runner });
  return (indices: readonly [number, number], value: number): { readonly error: unknown; readonly table: unknown } => {
    let error: unknown;
    frame.run([feedOf(at, Int32Array.from(indices)), feedOf(x, new Float32Array(4).fill(value))], outcome => {
      if ('error' in outcome) ({ error } = outcome);
    });
    return { error, table: read(table as Node).toArray() };
  };
}

describe.each([true, false])('rows of a table that a rule reads: %s', isRead => {
  it('are written compiled as they are interpreted, and none where an index is out of range', () => {
    const [interpreted, compiled] = [stepping(undefined, isRead), stepping(wasm(), isRead)];
    const pairs = [[0, 5], [5, 1], [2, 3], [4, 6], [-1, 2], [2, 4], [1, 0]] as const; // prettier-ignore
    for (const [t, indices] of pairs.entries()) {
      const [a, b] = [interpreted(indices, t + 1), compiled(indices, t + 1)];
      expect(b.table).toEqual(a.table);
      const fits = indices.every(index => index >= 0 && index < ROWS);
      for (const { error } of [a, b]) expect(error === undefined).toBe(fits);
    }
  });
});
