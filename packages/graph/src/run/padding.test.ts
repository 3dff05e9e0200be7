import { describe, expect, it } from 'vitest';
import { constant } from '../sources/constant.ts';
import { gradient } from '../gradient/gradient.ts';
import { input, type InputOptions } from '../sources/input.ts';
import { InputPort } from './input-port.ts';
import type { Node } from '../node/node.ts';
import { feedOf } from './feed-of.ts';
import { openFrame } from './open-frame.ts';
import { gather, scatterAddLike } from '../operations/gather.ts';
import { mul } from '../operations/mul.ts';
import { sum } from '../operations/sum.ts';
import { parameter } from '../sources/parameter.ts';
import { read } from './read.ts';
import { sparseRows } from '../node/sparse-rows.ts';

const table = [1, 2, 3, 4, 5];

/** What is gathered by indices, its weighted sum and its gradient, where inputs are filled up or not. */
function columns(padded: boolean, first = table) {
  const fill = (padding: number): InputOptions => (padded ? { padding } : {});
  const at = input('at', ['n'], { dtype: 'int32', unique: true, ...fill(-1) });
  const values = input('values', ['n'], { dtype: 'float64', ...fill(0) });
  const weights = parameter(first, { dtype: 'float64' });
  const rows: Node = gather(weights, at);
  const total: Node = sum(mul(rows, values));
  const slope = gradient(total as Node<readonly []>, weights) as Node;
  const frame = openFrame({ outputs: [rows, total, slope] });
  const [atPort, valuesPort] = [new InputPort(at), new InputPort(values)];
  return {
    at,
    slope,
    /** Rows, total and gradient. */
    run: (indices: number[], of: number[]): number[][] => {
      let result: number[][] = [];
      const feeds = [atPort.take(Int32Array.from(indices)), valuesPort.take(Float64Array.from(of))];
      frame.run(feeds, outcome => {
        if ('error' in outcome) throw outcome.error;
        result = outcome.outputs.map(({ data }) => [...data]);
      });
      return result;
    },
  };
}

describe('an input with padding', () => {
  it('is filled up to a power of two, with rows of zeros that change no sum and no gradient', () => {
    const [padded, plain] = [columns(true), columns(false)];
    for (const [indices, values] of [
      [
        [4, 0],
        [0.5, -1],
      ],
      [[], []],
      [[1], [3]],
      [
        [4, 3, 2, 1, 0],
        [1, 2, 3, 4, 5],
      ],
    ] as const) {
      const [rows, total, slope] = padded.run([...indices], [...values]);
      const expected = plain.run([...indices], [...values]);
      expect(rows).toHaveLength(32);
      expect(rows).toEqual([...expected[0]!, ...new Array<number>(32 - indices.length).fill(0)]);
      expect([total, slope]).toEqual(expected.slice(1));
    }
  });

  it('is fed in the same few storages again', () => {
    const at = input('at', ['n'], { dtype: 'int32', unique: true, padding: -1 });
    const port = new InputPort(at);
    const short = port.take(Int32Array.of(1, 2, 3));
    const long = port.take(Int32Array.from({ length: 33 }, (_, i) => i));
    expect([short.shape, long.shape]).toEqual([[32], [64]]);
    expect(port.take(Int32Array.of(7))).toBe(short);
    expect([...short.storage.data.slice(0, 4)]).toEqual([7, -1, -1, -1]);
    expect(feedOf(at, [5]).storage.data).toEqual(Int32Array.of(5, ...new Array<number>(31).fill(-1)));
  });

  it('keeps its gradient as rows and indices', () => {
    const { slope, at } = columns(true);
    expect(sparseRows(slope)?.indices).toBe(at);
  });

  it('still refuses rows that the table lacks', () => {
    const { run } = columns(true);
    expect(() => run([5], [1])).toThrow('gather: indices must be from 0 to 4, got 5 at position 0.');
    expect(() => run([1, -2], [1, 1])).toThrow('got -2 at position 1');
    const at = input('at', ['n'], { dtype: 'int32', unique: true, padding: -1 });
    const rows = input('rows', ['n'], { dtype: 'float64', padding: 0 });
    const frame = openFrame({ outputs: [scatterAddLike(rows, at, constant(table, { dtype: 'float64' }))] });
    const outcomes: unknown[] = [];
    frame.run([feedOf(at, [9]), feedOf(rows, [1])], outcome => outcomes.push(outcome));
    expect(outcomes).toEqual([{ error: expect.objectContaining({ subject: 'scatterAdd' }) as unknown }]);
  });

  it('takes what is set as it is', () => {
    const at = input('at', ['n'], { dtype: 'int32', unique: true, padding: -1 });
    at.set([3, 1]);
    expect(read(gather(constant(table), at)).toArray()).toEqual([4, 2]);
  });

  it('refuses to gather by indices that may repeat, or with another padding', () => {
    const gatherBy = (options: InputOptions) => (): Node =>
      gather(constant(table), input('at', ['n'], { dtype: 'int32', ...options }));
    expect(gatherBy({ padding: -1 })).toThrow(
      'at: indices that are filled up must be unique, and the padding −1, got padding -1, not unique. Declare the input with { unique: true, padding: -1 }.',
    );
    expect(gatherBy({ unique: true, padding: 0 })).toThrow('got padding 0.');
  });
});
