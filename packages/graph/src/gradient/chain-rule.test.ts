import { describe, expect, it } from 'vitest';
import {
  add,
  constant,
  edge,
  gradient,
  gradients,
  jacobian,
  matmul,
  mul,
  parameter,
  pow,
  read,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  tanh,
  transpose,
  type Node,
} from '../index.ts';

const float64 = { dtype: 'float64' } as const;
const rows = (node: Node): number[][] => read(node).toArray() as number[][];

/** The product of two matrices, by its definition. */
function product(a: number[][], b: number[][]): number[][] {
  return a.map(row => b[0]!.map((_, j) => row.reduce((total, x, k) => total + x * b[k]![j]!, 0)));
}

function expectClose(found: number[][], expected: number[][]): void {
  expect(found.map(row => row.length)).toEqual(expected.map(row => row.length));
  found.forEach((row, i) => row.forEach((x, j) => expect(x).toBeCloseTo(expected[i]![j]!, 14)));
}

/*
 *  x [1, 3] ──(·W)── a [1, 4] ──(tanh)── h [1, 4] ──(·V)── b [1, 2] ──(σ)── y [1, 2]
 */
describe('the chain rule for vectors, on a 3 → 4 → 2 circuit', () => {
  const x = parameter([[0.5, -1, 0.25]], float64);
  const W = parameter([[0.1, -0.4, 0.7, 0.2], [0.5, 0.3, -0.6, 0.9], [-0.8, 0.2, 0.4, -0.3]], float64); // prettier-ignore
  const V = parameter([[0.6, -0.2], [-0.5, 0.8], [0.3, 0.1], [0.7, -0.9]], float64); // prettier-ignore
  const a = matmul(x, W);
  const h = tanh(a);
  const b = matmul(h, V);
  const y = sigmoid(b);

  /** ∂to/∂from as a matrix, from one-hot upstream gradients. */
  const slopes = (to: Node, from: Node, m: number, n: number): number[][] => {
    const all = jacobian(to as Node<readonly number[]>, from as Node<readonly number[]>);
    return rows(reshape(all as Node, [m, n]));
  };

  it('the Jacobian from one-hot upstream gradients is the product of the layers’ Jacobians', () => {
    const layers = [slopes(y, b, 2, 2), slopes(b, h, 2, 4), slopes(h, a, 4, 4), slopes(a, x, 4, 3)];
    expectClose(slopes(y, x, 2, 3), layers.reduce(product));
    expectClose(slopes(y, h, 2, 4), product(layers[0]!, layers[1]!));
    expectClose(slopes(b, x, 2, 3), layers.slice(1).reduce(product));
  });

  it('each layer’s Jacobian is what its formula says', () => {
    const diagonal = (node: Node, of: (value: number) => number): number[][] =>
      rows(node)[0]!.map((value, i, all) => all.map((_, j) => (i === j ? of(value) : 0)));
    expect(slopes(a, x, 4, 3)).toEqual(rows(transpose(W)));
    expect(slopes(b, h, 2, 4)).toEqual(rows(transpose(V)));
    expectClose(
      slopes(h, a, 4, 4),
      diagonal(h, t => 1 - t * t),
    );
    expectClose(
      slopes(y, b, 2, 2),
      diagonal(y, s => s * (1 - s)),
    );
  });

  it('has the shape of both, in order', () => {
    expect(jacobian(y, x).shape).toEqual([1, 2, 1, 3]);
    expect(jacobian(y, W).shape).toEqual([1, 2, 3, 4]);
    const [row] = read(jacobian(y, W)).toArray();
    expect(row).toEqual(
      [0, 1].map(i =>
        read(gradient(y, W, { upstream: constant([[Number(i === 0), Number(i === 1)]], float64) })).toArray(),
      ),
    );
  });

  it('each input receives Jacobianᵀ · upstream', () => {
    const upstream = constant([[2, -3]], float64);
    expectClose(rows(gradient(y, x, { upstream })), product([[2, -3]], slopes(y, x, 2, 3)));
  });

  it('upstream × local is the product on every edge', () => {
    const g = gradients(sum(mul(y, constant([[2, -3]], float64))));
    for (const [consumer, input] of [
      [y, b],
      [h, a],
    ] as const) {
      const { upstream, local, product } = edge(g, consumer, input); // element by element
      expect(rows(product)).toEqual(rows(mul(upstream, local)));
    }
    for (const [consumer, input, m, n] of [
      [b, h, 2, 4],
      [b, V, 2, 8],
      [a, x, 4, 3],
      [a, W, 4, 12],
    ] as const) {
      const { upstream, local, product: received } = edge(g, consumer, input); // a Jacobian
      expect(local.shape).toEqual([...consumer.shape, ...input.shape]);
      expectClose(rows(reshape(received, [1, n])), product(rows(upstream), rows(reshape(local, [m, n]))));
    }
  });

  it('a root that is no scalar needs an upstream gradient of its shape', () => {
    expect(() => gradient(y, x)).toThrow(
      'gradient: the root must be a scalar, got [1, 2]. Reduce it with sum or mean, or give { upstream } of its shape.',
    );
    expect(() => gradients(y)).toThrow('the root must be a scalar');
    expect(() => gradient(y, x, { upstream: constant([1, 1], float64) })).toThrow(
      'gradient: the upstream gradient must have the root’s shape, got [1, 2] and [2]. Reshape it.',
    );
    expect(() => gradient(y, x, { upstream: constant([[1, 1]]) })).toThrow(
      'gradient: the upstream gradient must have the root’s dtype, got float64 and float32. Convert it with cast.',
    );
  });
});

describe('a value that fans out', () => {
  const x = parameter([1, 2], float64);
  const [s, t] = [square(x), tanh(x)];
  const y = add(add(s, t), x);
  const g = gradients(sum(y));

  it('receives the sum of what its uses pass back', () => {
    const terms = g.terms(x).map(term => read(term).toArray() as number[]);
    expect(terms).toHaveLength(3);
    expect([0, 1].map(i => terms.reduce((total, term) => total + term[i]!, 0))).toEqual(read(g.of(x)).toArray());
    expect(terms).toContainEqual([2, 4]);
    expect(terms).toContainEqual([1, 1]);
  });

  it('has one term for every edge', () => {
    const edges = [edge(g, s, x), edge(g, t, x), edge(g, y, x)].map(({ product }) => read(product).toArray());
    const terms = g.terms(x).map(term => read(term).toArray());
    expect(terms).toHaveLength(edges.length);
    for (const product of edges) expect(terms).toContainEqual(product);
  });

  it('counts both operands of one operation', () => {
    const twice = mul(x, x);
    const terms = gradients(sum(twice))
      .terms(x)
      .map(term => read(term).toArray());
    expect(terms).toEqual([[1, 2], [1, 2]]); // prettier-ignore
  });

  it('has no term where the root does not reach it', () => {
    const other = parameter(1);
    expect(() => g.of(other)).toThrow('gradient: sum must depend on parameter, got a node that it does not depend on.');
    expect(() => edge(g, y, other)).toThrow(
      'edge: add must read parameter directly, got nodes without an edge between them.',
    );
  });
});

it('sums what broadcasting repeated, along an edge too', () => {
  const bias = parameter([1, 2, 3], float64);
  const y = add(constant([[1, 1, 1], [2, 2, 2]], float64), bias); // prettier-ignore
  const { upstream, local, product } = edge(gradients(sum(y)), y, bias);
  expect([upstream.shape, local.shape, product.shape]).toEqual([[2, 3], [2, 3], [3]]); // prettier-ignore
  expect(read(product).toArray()).toEqual([2, 2, 2]);
});

it('an input that is read twice has two edges, told apart by position', () => {
  const [x, y] = [parameter(2), parameter(3)] as unknown as [Node, Node];
  const q = mul(x, y);
  const f = sub(q, mul(q, q));
  const [, squared] = f.inputs as [Node, Node];
  const g = gradients(f);
  const products = [0, 1].map(position => read(edge(g, squared, q, position).product).item());
  expect(products).toEqual([-6, -6]);
  const power = pow(y, y);
  const locals = [0, 1].map(position => read(edge(gradients(power), power, y, position).local).item());
  expect(locals[0]).toBeCloseTo(27, 5);
  expect(locals[1]).toBeCloseTo(27 * Math.log(3), 5);
  expect(() => edge(g, f, q, 1)).toThrow('must read mul directly');
});
