import {
  add,
  becomes,
  constant,
  gather,
  gradient,
  input,
  mul,
  openFrame,
  parameter,
  read,
  state,
  sum,
} from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, failureOf, numbers, passIn, passOf } from '../testing/both-ways.ts';
import { wasm } from '../wasm.ts';

const dtypes = ['float32', 'float64', 'int32'] as const;

/** Row sizes from less than a vector to more than is copied in one go. */
const inners = [0, 1, 2, 3, 4, 5, 7, 8, 17, 40, 200];

const table = (shape: readonly number[], dtype: (typeof dtypes)[number]) =>
  parameter(
    tensor(
      numbers(shape.reduce((a, b) => a * b, 1)).map(x => (dtype === 'int32' ? Math.round(1e8 * x) : x)),
      { shape, dtype },
    ),
  );

describe('compiled gather', () => {
  it.each(dtypes)('copies rows of every size out of a table of %s, along any axis', dtype => {
    for (const inner of inners)
      for (const places of [[], [2], [4, 0, 4, 1, 3]]) {
        const at = constant(tensor(places, { shape: [places.length], dtype: 'int32' }));
        expectSameBits([gather(table([5, inner], dtype), at)]);
        expectSameBits([gather(table([3, 5, inner], dtype), at, { axis: 1 })]);
        expectSameBits([gather(table([inner, 5], dtype), at, { axis: 1 })]);
      }
  });

  it('takes indices of several axes, or of none', () => {
    expectSameBits([
      gather(
        table([5, 3], 'float32'),
        constant(
          [
            [0, 1],
            [4, 4],
          ],
          { dtype: 'int32' },
        ),
      ),
    ]);
    expectSameBits([gather(table([5, 3], 'float32'), constant(3, { dtype: 'int32' }))]);
  });

  it('adds rows that come twice up in the order of the interpreter, in every dtype that has a gradient', () => {
    for (const dtype of ['float32', 'float64'] as const)
      for (const inner of inners) {
        const source = table([3, 6, inner], dtype);
        const rows = gather(source, constant([5, 1, 5, 0, 5, 1, 5], { dtype: 'int32' }), { axis: 1 });
        const weights = table([3, 7, inner], dtype);
        expectSameBits([gradient(sum(mul(rows, weights)), source)]);
      }
  });

  it('forgets what the pass before added', () => {
    const at = input('at', [3], 'int32');
    const source = table([6, 5], 'float32');
    const scatter = gradient(sum(mul(gather(source, at), table([3, 5], 'float32'))), source);
    expectSameBits([scatter], [[at, Int32Array.of(0, 1, 1)]], [[at, Int32Array.of(5, 0, 5)]]);
  });

  it.each([-1, 5, 2 ** 31 - 1, -(2 ** 31)])(
    'has the interpreter’s error for an index of %s, wherever it stands',
    wrong => {
      for (const place of [0, 3, 4, 6]) {
        const at = input('at', ['n'], 'int32');
        const rows = gather(table([5, 3], 'float32'), at);
        const places = [0, 1, 2, 3, 4, 0, 1];
        places[place] = wrong;
        const feeds = [[at, Int32Array.from(places)]] as const;
        const message = failureOf(() => passOf([rows], feeds));
        expect(message).toContain(`${wrong} at position ${place}`);
        expect(failureOf(() => passOf([rows], feeds, wasm()))).toBe(message);
      }
    },
  );

  it('writes no register in a step in which an index is out of range', () => {
    const at = input('at', [2], 'int32');
    const total = state([1, 2], { name: 'total' });
    const rule = becomes(total, add(total, gather(constant([1, 2, 3]), at)));
    const frame = openFrame({ outputs: [], rules: [rule], steps: true, runner: wasm() });
    const step = (...places: number[]): void => void passIn(frame, [[at, Int32Array.from(places)]]);
    step(0, 2);
    expect(failureOf(() => step(0, 3))).toContain('3 at position 1');
    expect(read(total).toArray()).toEqual([2, 5]);
    step(1, 1);
    expect(read(total).toArray()).toEqual([4, 7]);
    frame.close();
  });
});
