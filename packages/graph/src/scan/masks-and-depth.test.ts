import { tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import {
  add,
  checkpointed,
  constant,
  gradient,
  log,
  mul,
  parameter,
  read,
  scan,
  square,
  sum,
  tanh,
  type Node,
} from '../index.ts';

const flags = (values: readonly number[], shape: readonly number[]): Node =>
  constant(tensor(Uint8Array.from(values), { shape, dtype: 'bool' })) as Node;
const total = (sum: Node, x: Node) => ({ carry: add(sum, x) as Node, output: x });

it('an axis counted from the end is that of the inputs, also for a mask that has fewer', () => {
  const xs = constant([[[1], [10]], [[100], [1000]]]) as Node; // prettier-ignore
  const mask = flags([1, 0, 1, 1], [2, 2]);
  const run = (axis: number): unknown => {
    const { carry } = scan(total, xs, { axis, mask, init: constant([[0], [0]]) as Node }); // prettier-ignore
    return read(carry).toArray();
  };
  expect(run(-2)).toEqual([[1], [1100]]);
  expect(run(1)).toEqual(run(-2));
});

it('padding that is a number reaches the cell, so it may be one that the cell can compute with', () => {
  const w = parameter(2);
  const cell = (h: Node, x: Node) => ({ carry: add(h, log(mul(x, w))) as Node, output: h });
  const slope = (padding: number): number => {
    const xs = constant([1, 2, padding]) as Node;
    const { carry } = scan(cell, xs, { axis: 0, mask: flags([1, 1, 0], [3]), init: constant(0) as Node });
    return read(gradient(carry, w)).item();
  };
  expect(slope(1)).toBe(1);
  expect(slope(1)).toBe(slope(7));
});

it('a cell of thousands of operations has outputs and gradients', () => {
  const deep = (x: Node): Node => Array.from({ length: 3000 }).reduce((y: Node) => add(y, 1) as Node, x);
  for (const wrap of [(one: typeof cell) => one, (one: typeof cell) => checkpointed(one)]) {
    const h0 = parameter(1) as Node;
    const { carry, output } = scan(wrap(cell), constant([1, 2]) as Node, { axis: 0, init: h0 });
    expect(read(output).toArray()).toEqual([3002, 3004]);
    expect(read(gradient(add(sum(output), carry) as Node, h0)).item()).toBeCloseTo(3, 5);
  }
  function cell(h: Node, x: Node) {
    const next = add(h, x) as Node;
    return { carry: next, output: deep(next) };
  }
});

it('a checkpointed cell has what the cell has, computed when it is asked for', () => {
  const cell = Object.defineProperty(
    (h: Node, x: Node) => ({ carry: tanh(add(h, square(x))) as Node, output: h }),
    'weight',
    {
      get: () => 'a parameter',
    },
  ) as ((h: Node, x: Node) => { carry: Node; output: Node }) & { readonly weight: string };
  expect(checkpointed(cell).weight).toBe('a parameter');
});
