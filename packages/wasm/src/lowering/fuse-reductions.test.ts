import {
  add,
  constant,
  exp,
  input,
  matmul,
  max,
  min,
  mul,
  openFrame,
  square,
  sub,
  sum,
  tanh,
  transpose,
  variance,
  type Node,
} from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { explain } from '../explain.ts';
import { numbers, passIn, passOf, type Feed } from '../testing/both-ways.ts';
import { wasm } from '../wasm.ts';

const filled = (shape: readonly number[]): Tensor =>
  tensor(Float32Array.from(numbers(shape.reduce((product, length) => product * length, 1))), { shape });

/** The parts of a pass, without those that only prepare numbers. */
const partsOf = (outputs: readonly Node[], values: Readonly<Record<string, Tensor>>): string[] =>
  explain(outputs, values).units.map(({ what }) => what);

/** The values of nodes by compiled code. */
const compiled = (outputs: readonly Node[], feeds: readonly Feed[]): readonly Tensor[] =>
  passOf(outputs, feeds, wasm());

describe('a formula that only reductions read', () => {
  it('is computed in their loop, and is not stored', () => {
    const x = input('x', [8, 12]) as Node;
    const y = sum(square(sub(x, 1)), { axes: 0 }) as Node;
    const { units } = explain([y], { x: filled([8, 12]) });
    expect(units.map(({ what, writes }) => [what, writes])).toEqual([['sum of sub mul', ['sum [1, 12]']]]);
  });

  it('is stored in it where something else reads it too', () => {
    const x = input('x', [8, 12]) as Node;
    const squared = square(sub(x, 1)) as Node;
    const outputs = [sum(squared, { axes: 0 }), transpose(squared)] as Node[];
    expect(partsOf(outputs, { x: filled([8, 12]) })).toEqual(['sum of sub mul', 'copy']);
    expect(partsOf([sum(squared, { axes: 0 }) as Node, squared], { x: filled([8, 12]) })).toEqual(['sub mul', 'sum']);
  });

  it('is computed once, and stored, for reductions along several axes if it has functions that both would repeat', () => {
    const x = input('x', [8, 12]) as Node;
    const shared = exp(x) as Node;
    const outputs = [sum(mul(shared, 2), { axes: 0 }), sum(mul(shared, 3), { axes: 1 })] as Node[];
    const parts = partsOf(outputs, { x: filled([8, 12]) });
    expect(parts.join().match(/exp/g)).toHaveLength(1);
  });

  it('leaves its group, which computes the rest', () => {
    const x = input('x', [8, 12]) as Node;
    const outputs = [sum(mul(x, 3), { axes: 1 }), add(x, 1)] as Node[];
    expect(partsOf(outputs, { x: filled([8, 12]) }).sort()).toEqual(['add', 'sum of mul']);
  });
});

describe('a value that a reduction and others read', () => {
  const shape = [8, 12];
  const values = { x: filled(shape), y: filled(shape) };

  it('is stored by the loop of the reduction, as a bias gradient beside the product that reads the same', () => {
    const [x, y] = [input('x', shape), input('y', shape)] as Node[];
    const slope = mul(x!, sub(y!, 1)) as Node;
    const { units } = explain([sum(slope, { axes: 0 }), matmul(transpose(slope), y!)] as Node[], values);
    expect(units.map(({ what }) => what)).toEqual(['sum of sub mul', 'product 12×8×12']);
    expect(units[0]!.writes).toEqual(['mul [8, 12]', 'sum [1, 12]']);
  });

  it('is not where the reduction depends on it in another way too', () => {
    const [x, y] = [input('x', shape), input('y', [12, 12])] as Node[];
    const scaled = mul(x!, 3) as Node;
    const product = matmul(scaled as never, y as never) as Node;
    // The sum reads both, and the product reads the first.
    const outputs = [sum(mul(scaled, product), { axes: 0 }), transpose(scaled)] as Node[];
    const parts = partsOf(outputs, { x: filled(shape), y: filled([12, 12]) });
    expect(parts).toEqual(['mul', 'product 8×12×12', 'copy', 'sum of mul']);
  });

  it('is not where short turns would read each cache line several times', () => {
    const x = input('x', [8, 64]) as Node;
    const centred = sub(x, 1) as Node;
    const outputs = [variance(centred, { axes: 0 }), sum(centred, { axes: 0 }), transpose(centred)] as Node[];
    expect(partsOf(outputs, { x: filled([8, 64]) }).filter(what => what === 'sub')).toHaveLength(1);
  });
});

describe('reductions along the same axes', () => {
  it('of the same elements share a loop', () => {
    const x = input('x', [8, 12]) as Node;
    const outputs = [sum(x, { axes: 0 }), sum(square(x), { axes: 0 }), max(x, { axes: 0 })] as Node[];
    expect(partsOf(outputs, { x: filled([8, 12]) })).toEqual(['sum max sum of mul']);
  });

  it('do not where one depends on the other, along other axes, or without elements in common', () => {
    const [x, y] = [input('x', [8, 12]), input('y', [8, 12])] as Node[];
    const values = { x: filled([8, 12]), y: filled([8, 12]) };
    const total = sum(x!, { axes: 0, keep: true }) as Node;
    expect(partsOf([sum(mul(x!, total), { axes: 0 }) as Node], values)).toEqual(['sum', 'sum of mul']);
    expect(partsOf([sum(x!, { axes: 0 }), sum(x!, { axes: 1 })] as Node[], values)).toEqual(['sum', 'sum']);
    expect(partsOf([sum(x!, { axes: 0 }), sum(y!, { axes: 0 })] as Node[], values)).toEqual(['sum', 'sum']);
  });

  it('share one also if something reads the first before the second is scheduled', () => {
    const [x, y] = [input('x', [8, 12]), input('y', [8, 12])] as Node[];
    const first = sum(x!, { axes: 0, keep: true }) as Node;
    const second = sum(mul(tanh(tanh(y!)), x!), { axes: 0 }) as Node;
    const parts = partsOf([mul(first, 2) as Node, second], { x: filled([8, 12]), y: filled([8, 12]) });
    expect(parts.filter(what => what.startsWith('sum'))).toHaveLength(1);
  });
});

/** Shapes with the axes to reduce: odd sizes, ones and nothing; rows, columns and both around. */
const DOMAINS: readonly (readonly [shape: number[], axes: number[]])[] = [
  [[1], [0]], [[5], [0]], [[64], [0]], [[7, 1], [0]], [[1, 7], [1]], [[6, 5], [0]], [[6, 5], [1]], [[6, 5], [0, 1]], [[6, 8], [0, 1]],
  [[33, 17], [0]], [[33, 17], [1]], [[4, 3, 5], [1]], [[4, 3, 5], [0, 1]], [[4, 3, 5], [1, 2]], [[4, 3, 8], [1, 2]], [[2, 3, 4, 20], [0, 1, 2]],
  [[2, 3, 4, 9], [1, 2]], [[0, 3], [0]], [[3, 0], [0]], [[3, 0], [1]], [[1, 1, 1], [0, 1]],
]; // prettier-ignore

describe.each(DOMAINS)('reductions of %j along %j', (shape, axes) => {
  const one = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));

  it.each([false, true])('have the bits of sums of stored values; with a named first axis: %s', isNamed => {
    const declared = (isNamed ? ['rows', ...shape.slice(1)] : shape) as readonly (number | string)[];
    const [x, y] = ['x', 'y'].map(name => input(name, declared as never) as Node);
    const last = constant(filled(shape.length > 1 ? shape.slice(-1) : [])) as Node;
    const formulas = [mul(x!, y!), sub(mul(x!, last), 0.25), square(x!), add(max(x!, { axes, keep: true }), x!)] as Node[];
    const reductions = formulas.flatMap(of => [sum, max, min].map(reduce => (reduce as typeof sum)(of, { axes, keep: true }) as Node));
    const feeds: Feed[] = [[x as never, filled(shape)], [y as never, filled(shape)]];
    const fused = compiled(reductions, feeds);
    // Asked for, the formulas are stored.
    const stored = compiled([...reductions, ...formulas], feeds);
    // Other formulas read them: they are stored by the loop of reductions.
    const others = formulas.map(of => transpose(of) as Node);
    const joined = compiled([...reductions, ...others], feeds);
    const interpreted = passOf([...reductions, ...others], feeds);
    others.forEach((_, n) => expect(joined[reductions.length + n]!.data).toEqual(interpreted[reductions.length + n]!.data));
    fused.forEach((found, n) => {
      expect(joined[n]!.data).toEqual(found.data);
      expect(found.shape).toEqual(one);
      expect(found.data).toEqual(stored[n]!.data);
      if (n % 3 > 0) expect(found.data).toEqual(interpreted[n]!.data);
      else found.data.forEach((value, i) => expect(Math.abs(value - interpreted[n]!.data[i]!)).toBeLessThanOrEqual(1e-6 * shape.reduce((a, b) => a * b, 1)));
    });
  });

  it('keep the order of sums of stored values, where it shows', () => {
    // Large numbers cancel, and what is left depends on when the small ones were added.
    const large = [2 ** 60, 1, -(2 ** 60), 3, 0.3, 7];
    const size = shape.reduce((product, length) => product * length, 1);
    const data = Float32Array.from({ length: size }, (_, i) => large[(i * i + 5 * i) % 6]! * (1 + (i % 3)));
    const x = input('x', shape) as Node;
    const last = constant(filled(shape.length > 1 ? shape.slice(-1) : [])) as Node;
    const formulas = [mul(x, 3), mul(x, last)] as Node[];
    const sums = formulas.map(of => sum(of, { axes }) as Node);
    const feeds: Feed[] = [[x as never, tensor(data, { shape })]];
    const stored = compiled([...sums, ...formulas], feeds);
    const ways = [compiled(sums, feeds), compiled([...sums, ...formulas.map(of => transpose(of) as Node)], feeds)];
    for (const found of ways) sums.forEach((_, n) => expect(found[n]!.data).toEqual(stored[n]!.data));
  });

  it('find the variance', () => {
    const x = input('x', shape) as Node;
    const feeds: Feed[] = [[x as never, filled(shape)]];
    const nodes = [variance(x, { axes }), variance(x, { axes, correction: 1 }), sum(x, { axes })] as Node[];
    const [found, wanted] = [compiled(nodes, feeds), passOf(nodes, feeds)];
    found.forEach((values, n) =>
      values.data.forEach((value, i) => {
        const other = wanted[n]!.data[i]!;
        if (Number.isNaN(other)) expect(value).toBeNaN();
        else expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(other)));
      }),
    );
  });
}); // prettier-ignore

describe('the variance in one pass', () => {
  /** Numbers around a mean with a deviation of about 1, and their variance in float64 by two passes. */
  function around(mean: number, count: number): { data: Float32Array; variance: number } {
    const data = Float32Array.from({ length: count }, (_, i) => {
      const [a, b] = [((i + 1) * 0.7548776662466927) % 1, ((i + 1) * 0.5698402909980532) % 1];
      return mean + Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b);
    });
    const center = data.reduce((total, value) => total + value, 0) / count;
    return { data, variance: data.reduce((total, value) => total + (value - center) ** 2, 0) / count };
  }

  it.each([
    [1e4, 20_000],
    [1e4, 1_001],
    [-1e6, 5_000],
    [0, 4_099],
  ])('around a mean of %d of %d numbers is right to 1e-6', (mean, count) => {
    const { data, variance: wanted } = around(mean, count);
    const x = input('x', [count]) as Node;
    const [row] = compiled([variance(x) as Node], [[x as never, tensor(data)]]);
    expect(Math.abs(row!.data[0]! / wanted - 1)).toBeLessThan(1e-6);
    const columns = input('x', [count, 5]) as Node;
    const repeated = tensor(Float32Array.from({ length: 5 * count }, (_, i) => data[Math.floor(i / 5)]!), { shape: [count, 5] });
    const [found] = compiled([variance(columns, { axes: 0 }) as Node], [[columns as never, repeated]]);
    for (const value of found!.data) expect(Math.abs(value / wanted - 1)).toBeLessThan(1e-6);
    const [interpreted] = passOf([variance(x) as Node], [[x as never, tensor(data)]]);
    expect(Math.abs(interpreted!.data[0]! / wanted - 1)).toBeLessThan(1e-6);
  }); // prettier-ignore

  it('of equal numbers is zero, of one number too, and NaN where one is not finite', () => {
    const x = input('x', [3, 7]) as Node;
    const values = [new Array(7).fill(0.1), [1, 2, 3, Infinity, 5, 6, 7], [1, NaN, 3, 4, 5, 6, 7]];
    const [found] = compiled([variance(x, { axes: 1 }) as Node], [[x as never, values]]);
    expect([...found!.data]).toEqual([0, NaN, NaN]);
    const one = input('x', [1, 3]) as Node;
    expect([...compiled([variance(one, { axes: 0 }) as Node], [[one as never, [[1e30, -5, 0.3]]]])[0]!.data]).toEqual([0, 0, 0]);
  }); // prettier-ignore
});

it('code that receives the number of rows has the bits of code for that number', () => {
  for (const width of [1, 2, 3, 4, 6]) {
    const [x, y] = ['x', 'y'].map(name => input(name, ['rows', width]) as Node);
    const last = constant(filled([width])) as Node;
    const outputs = [[0], [1], [0, 1]].flatMap(axes => [
      sum(mul(x!, y!), { axes }),
      sum(sub(x!, last), { axes }),
      max(mul(x!, last), { axes }),
      variance(x!, { axes }),
    ]) as Node[];
    const frame = openFrame({ outputs, runner: wasm() });
    for (const rows of [2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 1, 6, 0]) {
      const feeds = [x, y].map(node => [node, filled([rows, width])] as never as Feed);
      const [found, wanted] = [passIn(frame, feeds), compiled(outputs, feeds)];
      found.forEach((values, n) => expect(values.data).toEqual(wanted[n]!.data));
    }
    frame.close();
  }
});
