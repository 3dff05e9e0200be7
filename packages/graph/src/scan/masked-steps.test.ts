import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { add, constant, gather, gradient, mul, parameter, read, scan, square, sum, tanh, type Node } from '../index.ts';

const flags = (values: readonly number[], shape: readonly number[]): Node =>
  constant(tensor(Uint8Array.from(values), { shape, dtype: 'bool' })) as Node;

/** A batch of two sequences, of lengths 3 and 1; what is past an end is no number. */
const lengths = flags([1, 1, 1, 1, 0, 0], [2, 3]);
const padded = (padding: number): Node =>
  constant(
    tensor(Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, padding, padding, padding, padding), { shape: [2, 3, 2] }), // prettier-ignore
  ) as Node;
const weight = parameter(tensor(Float64Array.of(0.3), { shape: [] }), { name: 'weight' }) as Node;
const init = parameter(tensor(Float64Array.of(1, 1, 1, 1), { shape: [2, 2] }), { name: 'init' }) as Node;

const cell = (h: Node, x: Node) => {
  const next = tanh(add(mul(h, weight), x)) as Node;
  return { carry: next, output: next };
};
const run = (x: Node, options: object) =>
  scan(cell, x, { init, axis: 1, mask: lengths, ...options }) as { readonly carry: Node; readonly output: Node };

describe.each([{ reverse: false }, { reverse: true }])('steps that a mask leaves out, %o', options => {
  it('keep the carry and put out zeros', () => {
    const { carry, output } = run(padded(9), options);
    const alone = scan(cell, constant(tensor(Float64Array.of(0.7, 0.8), { shape: [1, 2] })) as Node, { init: constant(tensor(Float64Array.of(1, 1))) as Node, axis: 0 }) as { carry: Node }; // prettier-ignore
    const last = read(alone.carry).toArray();
    expect((read(carry).toArray() as unknown[])[1]).toEqual(last);
    expect((read(output).toArray() as unknown[])[1]).toEqual([last, [0, 0], [0, 0]]);
  });

  it.each([NaN, Infinity, 1e300])('pass no gradient, also if an input is %s there', padding => {
    const slopes = (x: Node): unknown[] => {
      const { carry, output } = run(x, options);
      const loss = add(sum(square(output)), sum(carry)) as Node;
      const second = sum(square(gradient(loss, weight))) as Node;
      return [read(gradient(loss, weight)), read(gradient(loss, init)), read(gradient(second, init))].map(one => one.toArray()); // prettier-ignore
    };
    expect(slopes(padded(padding))).toEqual(slopes(padded(0)));
  });
});

it('a step that does not count looks up row 0, whatever its number is', () => {
  const table = parameter([[1], [2], [3]]) as Node;
  const tokens = constant([1, 2, -1], { dtype: 'int32' }) as Node;
  const step = (h: Node, at: Node) => ({ carry: add(h, gather(table, at) as Node) as Node, output: h });
  const { carry } = scan(step, tokens, { init: constant([0]) as Node, axis: 0, mask: flags([1, 1, 0], [3]) }) as { carry: Node }; // prettier-ignore
  expect(read(carry).toArray()).toEqual([5]);
  expect(read(gradient(sum(carry), table)).toArray()).toEqual([[0], [1], [1]]);
});
