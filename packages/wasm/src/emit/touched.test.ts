import { constant, gather, gradient, input, mul, sum, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, failureOf, numbers, passOf } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';
import { wasm } from '../wasm.ts';

/** The rows that a lookup touches, those rows of the table, and both spread out again. */
function touchedOf(shape: Sizes, axis: number, at: Node, count: number): Node[] {
  const table = sized(shape);
  const rows = gather(table, at, { axis }) as Node;
  const scatter = gradient(
    sum(mul(rows, sized(shape.map((length, i) => (i === axis ? count : length))))) as Node<readonly []>,
    table,
  ) as Node;
  const touched = scatter.operation!.touched!(scatter)!;
  const view = touched.of(table) as Node;
  return [touched.rows, view, touched.spread(mul(touched.rows, view) as Node)];
}

const indices = (places: readonly number[]): Node =>
  constant(tensor(places, { shape: [places.length], dtype: 'int32' })) as Node;

const lists = [[], [3], [4, 4], [5, 1, 5, 0, 1, 5, 2], [0, 1, 2, 3, 4, 5]];

describe('the rows that a compiled step touches', () => {
  it('are those of the interpreter, along any axis and for rows of any size', () => {
    for (const places of lists)
      for (const inner of [0, 1, 3, 4, 9]) {
        expectSameBits(touchedOf([6, inner], 0, indices(places), places.length));
        expectSameBits(touchedOf([2, 6, inner], 1, indices(places), places.length));
      }
  });

  it('are numbered however many indices collide', () => {
    const height = 1 << 12;
    const places = numbers(700).map((x, i) => (i % 3 === 0 ? i * 4 : Math.floor(Math.abs(x) * 500)));
    expectSameBits(touchedOf([height], 0, indices(places), places.length));
  });

  it('are numbered where indices meet in the last place of the hash table', () => {
    const last = Array.from({ length: 1 << 8 }, (_, i) => i).filter(i => Math.imul(i, 0x9e3779b1) >>> 29 === 7);
    const places = [last[1]!, last[2]!, last[1]!, last[3]!];
    expectSameBits(touchedOf([1 << 8], 0, indices(places), 4));
  });

  it('are forgotten in the next pass', () => {
    const at = input('at', [4], 'int32');
    const passes = [[0, 1, 2, 3], [5, 5, 5, 5], [2, 4, 2, 4]]; // prettier-ignore
    const outputs = touchedOf([6, 3], 0, at as Node, 4);
    expectSameBits(outputs, ...passes.map(places => [[at, Int32Array.from(places)]] as const));
  });

  it('have the interpreter’s error for an index out of range', () => {
    const at = input('at', [3], 'int32');
    const outputs = touchedOf([6, 2], 0, at as Node, 3);
    for (const places of [
      [0, 6, 1],
      [-1, 0, 0],
    ]) {
      const feeds = [[at, Int32Array.from(places)]] as const;
      const message = failureOf(() => passOf([outputs[1]!], feeds));
      expect(message).toContain('gather: indices must be from 0 to 5');
      expect(failureOf(() => passOf([outputs[1]!], feeds, wasm()))).toBe(message);
    }
  });
});
