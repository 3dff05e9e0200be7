import {
  constant,
  greater,
  less,
  max,
  maximum,
  min,
  minimum,
  relu,
  reshape,
  sub,
  where,
  type Node,
} from '@thalweg/graph';
import { describe, it } from 'vitest';
import { expectSameBits } from '../testing/both-ways.ts';

const x = constant(Float32Array.of(NaN, 0, -0, 1, -1, Infinity, -Infinity, 1e-40, -1e-40, 3, -3, 7)) as Node;
const limits = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-60, -1e-60, 1e-45];

describe('against a number, four lanes', () => {
  it.each(limits)('have the larger and the smaller of two numbers with the interpreter’s bits, NaN and −0 too: %s', limit => {
    expectSameBits([maximum(x, limit), maximum(limit, x), minimum(x, limit), minimum(limit, x)] as Node[]);
  }); // prettier-ignore

  it('have those of two vectors with the interpreter’s bits', () => {
    const y = sub(1, x) as Node;
    expectSameBits([maximum(x, y), minimum(x, y), relu(x)] as Node[]);
  });

  it.each(limits)('choose between a vector and %s with the interpreter’s bits', other => {
    for (const mask of [greater(x, 0), less(x, 0)] as Node[])
      expectSameBits([where(mask, x, other), where(mask, other, x)] as Node[]);
  });
});

describe('of a row or a column', () => {
  // One number among equal others, at each place.
  const all = [NaN, 0, -0, 1, -1, Infinity, -Infinity, 1e-40, -1e-40];
  const rows = all.flatMap(a => all.map(b => [a, b])).flatMap(([a, b], n) => {
    const row = new Array<number>(5 + (n % 5)).fill(a!);
    return [...row.keys()].map(at => row.map((value, i) => (i === at ? b! : value)));
  }); // prettier-ignore

  it.each([5, 6, 7, 8, 9])('of %i numbers have the interpreter’s bits, NaN and −0 too', length => {
    const taken = rows.filter(row => row.length === length);
    const matrix = constant(Float32Array.from(taken.flat())) as Node;
    const [byRow, byColumn] = [reshape(matrix, [taken.length, length]), reshape(matrix, [length, taken.length])] as Node[];
    const nodes = [max(byRow!, { axes: -1 }), min(byRow!, { axes: -1 }), max(byColumn!, { axes: 0 }), min(byColumn!, { axes: 0 })];
    expectSameBits(nodes as Node[]);
  }); // prettier-ignore
});
