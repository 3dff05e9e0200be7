import { describe, expect, it } from 'vitest';
import { add } from '../operations/add.ts';
import { gradient } from '../gradient/gradient.ts';
import { sum } from '../operations/sum.ts';
import { feedOf } from '../run/feed-of.ts';
import { openFrame } from '../run/open-frame.ts';
import { read } from '../run/read.ts';
import { becomes } from '../sources/becomes.ts';
import { constant } from '../sources/constant.ts';
import { input } from '../sources/input.ts';
import { rowsAt } from './rows-at.ts';
import { state } from '../sources/state.ts';
import { writtenWhen } from './written-when.ts';

const rowOf = (index: number) => constant([index], { dtype: 'int32' });

/** A table whose rows at the fed indices grow by 10 in each step. */
function growing() {
  const table = state([[1, 2], [3, 4], [5, 6]], { name: 'table' }); // prettier-ignore
  const at = input('at', ['n'], 'int32');
  const rows = rowsAt(table, at);
  const frame = openFrame({ outputs: [becomes(rows, add(rows, 10))], steps: true });
  const step = (...indices: number[]): unknown => {
    let told: unknown;
    frame.run([feedOf(at, Int32Array.from(indices))], outcome => (told = 'error' in outcome ? outcome.error : outcome.outputs[0]!.toArray())); // prettier-ignore
    return told;
  };
  return { table, step };
}

describe('rowsAt', () => {
  it('reads some rows, and a step writes these alone', () => {
    const { table, step } = growing();
    expect(step(2, 0)).toEqual([[15, 16], [11, 12]]); // prettier-ignore
    expect(read(table).toArray()).toEqual([[11, 12], [3, 4], [15, 16]]); // prettier-ignore
    expect(step()).toEqual([]);
    expect(step(0)).toEqual([[21, 22]]);
    expect(read(table).toArray()).toEqual([[21, 22], [3, 4], [15, 16]]); // prettier-ignore
  });

  it('leaves values that were seen as they were', () => {
    const { table, step } = growing();
    const before = read(table);
    step(1);
    expect(before.toArray()).toEqual([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
    expect(read(table).toArray()).toEqual([[1, 2], [13, 14], [5, 6]]); // prettier-ignore
  });

  it('views one row by a scalar index, without an axis for it', () => {
    const [table, numbers] = [state([[1, 2], [3, 4], [5, 6]]), state([7, 8, 9])]; // prettier-ignore
    const at = input('at', [], 'int32');
    const [row, number] = [rowsAt(table, at), rowsAt(numbers, at)];
    expect([row.shape, number.shape]).toEqual([[2], []]);
    const frame = openFrame({
      outputs: [becomes(row, add(row, number)), becomes(number, add(number, 1))],
      steps: true,
    });
    const step = (index: number): unknown => {
      let told: unknown;
      frame.run([feedOf(at, index)], outcome => (told = 'error' in outcome ? String(outcome.error) : outcome.outputs.map(node => node.toArray()))); // prettier-ignore
      return told;
    };
    expect(step(1)).toEqual([[11, 12], 9]);
    expect(step(1)).toEqual([[20, 21], 10]);
    expect(step(3)).toContain('index');
    expect(read(table).toArray()).toEqual([[1, 2], [20, 21], [5, 6]]); // prettier-ignore
    expect(read(numbers).toArray()).toEqual([7, 10, 9]);
  });

  it('writes nothing where an index is out of range', () => {
    const { table, step } = growing();
    expect(String(step(0, 3))).toContain('index');
    expect(read(table).toArray()).toEqual([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
  });

  it('writes nothing at an index out of range where it is not read either', () => {
    const table = state([1, 2, 3]);
    const at = input('at', [1], 'int32');
    const frame = openFrame({ outputs: [becomes(rowsAt(table, at), constant([9]))], steps: true });
    const step = (index: number): unknown => {
      let error: unknown;
      frame.run([feedOf(at, [index])], outcome => (error = 'error' in outcome ? outcome.error : undefined));
      return error;
    };
    expect(String(step(3))).toContain('index');
    expect(String(step(-1))).toContain('index');
    expect(read(table).toArray()).toEqual([1, 2, 3]);
    expect(step(1)).toBeUndefined();
    expect(read(table).toArray()).toEqual([1, 9, 3]);
  });

  it('views a view: rows that only some steps write', () => {
    const table = state([1, 2, 3]);
    const on = input('on', [], 'bool');
    const row = rowsAt(writtenWhen(table, on), rowOf(1));
    const frame = openFrame({ outputs: [becomes(row, add(row, 10))], steps: true });
    const step = (flag: boolean): void => frame.run([feedOf(on, flag)], () => {}); // prettier-ignore
    step(false);
    expect(read(table).toArray()).toEqual([1, 2, 3]);
    step(true);
    expect(read(table).toArray()).toEqual([1, 12, 3]);
  });

  it('has the gradient of the rows that it reads', () => {
    const table = state([1, 2, 3]);
    expect(read(gradient(sum(rowsAt(table, rowOf(2))), table)).toArray()).toEqual([0, 0, 1]);
  });

  it('refuses what has no rows, and indices that are no list of whole numbers', () => {
    expect(() => rowsAt(state(1), rowOf(0))).toThrow(
      'rowsAt: the table must have rows, and the indices at most one axis',
    );
    expect(() => rowsAt(state([1]), constant([[0]], { dtype: 'int32' }))).toThrow('the indices at most one axis');
    expect(() => rowsAt(state([1]), constant([0]))).toThrow('rowsAt: indices must be int32');
  });
});
