import {
  add,
  becomes,
  constant,
  gather,
  gradient,
  input,
  mul,
  type Node,
  oneHot,
  openFrame,
  parameter,
  read,
  state,
  sum,
  takeAlong,
} from '@thalweg/graph';
import { sizeOf, type Sizes, tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, failureOf, numbers, passIn, passOf } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';
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

/** A table, the axis, and how many indices there are along it. */
const cases: readonly (readonly [table: Sizes, axis: number, along: number])[] = [
  [[5], 0, 7],
  [[5], 0, 0],
  [[5, 3], 0, 2],
  [[3, 5], 1, 9],
  [[2, 4, 3], 1, 5],
  [[2, 1, 3], 1, 2],
  [[4, 0], 0, 3],
  [[0, 4], 1, 3],
];

function indices(table: Sizes, axis: number, along: number): Node {
  const shape = table.map((length, i) => (i === axis ? along : length));
  const places = numbers(sizeOf(shape)).map(x => Math.floor(1000 * Math.abs(x)) % table[axis]!);
  return constant(tensor(places, { shape, dtype: 'int32' })) as Node;
}

describe('compiled takeAlong', () => {
  it.each(['float32', 'float64', 'int32', 'bool'] as const)('takes what the interpreter takes of %s', dtype => {
    for (const [table, axis, along] of cases)
      expectSameBits([takeAlong(sized(table, dtype), indices(table, axis, along), { axis })]);
  });

  it.each(['float32', 'float64'] as const)('adds its gradient of %s up as the interpreter does', dtype => {
    for (const [table, axis, along] of cases) {
      const source = sized(table, dtype);
      const taken = takeAlong(source, indices(table, axis, along), { axis });
      expectSameBits([gradient(sum(mul(taken, sized(taken.shape as Sizes, dtype))), source)]);
    }
  });

  it('forgets what the pass before added', () => {
    const at = input('at', [2, 2], 'int32');
    const source = sized([2, 5]);
    const scatter = gradient(sum(mul(takeAlong(source, at), sized([2, 2]))), source);
    const places = (...data: number[]) => [[at, tensor(data, { shape: [2, 2], dtype: 'int32' })]] as const;
    expectSameBits([scatter], places(0, 1, 2, 3), places(1, 4, 0, 0));
  });

  it('has the interpreter’s error for an index out of range', () => {
    const at = input('at', [2, 3], 'int32');
    const taken = takeAlong(parameter([[1, 2], [3, 4]]), at); // prettier-ignore
    for (const places of [
      [0, 1, 1, 0, 2, 0],
      [0, 1, 1, 0, 1, -1],
    ]) {
      const feeds = [[at, tensor(places, { shape: [2, 3], dtype: 'int32' })]] as const;
      const message = failureOf(() => passOf([taken], feeds));
      expect(message).toContain('takeAlong: indices must be from 0 to 1');
      expect(failureOf(() => passOf([taken], feeds, wasm()))).toBe(message);
    }
  });
});

it.each([...dtypes, 'bool'] as const)('compiled one-hot rows of %s are those of the interpreter', dtype => {
  for (const shape of [[], [0], [1], [7], [2, 3]])
    for (const size of [1, 2, 5, 16]) {
      const count = shape.reduce((product, length) => product * length, 1);
      const at = tensor(
        Array.from({ length: count }, (_, i) => (3 * i + 1) % size),
        { shape, dtype: 'int32' },
      );
      expectSameBits([oneHot(constant(at), size, { dtype })]);
    }
});

it('compiled one-hot rows forget those of the pass before', () => {
  const at = input('at', [3], 'int32');
  expectSameBits([oneHot(at, 4)], [[at, Int32Array.of(0, 1, 2)]], [[at, Int32Array.of(3, 0, 2)]]);
});

it('compiled one-hot rows have the interpreter’s error for an index out of range', () => {
  const at = input('at', ['n'], 'int32');
  for (const wrong of [[5], [0, -1], [1, 2, 3, 4, 5], [0, 0, 9, 0, 0]]) {
    const feeds = [[at, Int32Array.from(wrong)]] as const;
    const message = failureOf(() => passOf([oneHot(at, 5)], feeds));
    expect(message).toContain('indices must be from 0 to 4');
    expect(failureOf(() => passOf([oneHot(at, 5)], feeds, wasm()))).toBe(message);
  }
});
