import { refute } from '@thalweg/drawn';
import { tensor, type Sizes } from '@thalweg/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import {
  cast,
  constant,
  elementwise,
  mul,
  parameter,
  read,
  scalar,
  sum,
  transpose,
  where,
  type Node,
  type Unary,
} from '../index.ts';
import { bytesOf } from '../testing/bytes.ts';
import { fused } from '../testing/fused.ts';
import { drawn } from '../testing/plain.ts';

/** Sizes around the length of a block. */
const sizes = [1, 2, 511, 512, 513, 1500];

/** Elementwise steps on any two values and a flag. */
const steps: readonly ((a: Node, b: Node) => Node)[] = [
  (a, b) => graph.add(a, b),
  (a, b) => graph.sub(a, b),
  (a, b) => mul(a, b),
  (a, b) => graph.div(a, b),
  (a, b) => graph.maximum(a, b),
  (a, b) => graph.minimum(a, b),
  (a, b) => where(graph.less(a, b), a, graph.neg(b)),
  (a, b) => where(graph.notEqual(a, b), mul(a, a), 0.1),
  (a, b) => cast(cast(a, b.dtype === 'float32' ? 'float64' : 'float32'), b.dtype),
  (a, b) => graph.sub(cast(cast(a, 'int32'), a.dtype), b),
  (a, b) => mul(cast(cast(a, 'bool'), a.dtype), b),
  a => graph.exp(graph.minimum(a, 3)),
  a => graph.tanh(a),
  a => graph.sigmoid(a),
  a => graph.relu(a),
  a => graph.sqrt(graph.abs(a)),
  a => graph.pow(graph.abs(a), 0.7),
  a => graph.add(a, 0.1),
];

/** The shapes that broadcast to a matrix of so many elements, and that matrix transposed. */
function leaves(size: number, dtype: 'float32' | 'float64'): Node[] {
  const columns = size % 3 === 0 ? 3 : 1;
  const shape = [size / columns, columns];
  const of = (sizes: Sizes, seed: number): Node => {
    const { data } = drawn(sizes, seed);
    return parameter(tensor([...data], { shape: sizes, dtype })) as Node;
  };
  const [rows] = shape as [number];
  return [of(shape, 1), of(shape, 2), of([rows, 1], 3), of([columns], 4), of([], 5), transpose(of([columns, rows], 6))];
}

const expression = fc.record({
  size: fc.constantFrom(...sizes),
  dtype: fc.constantFrom('float32' as const, 'float64' as const),
  start: fc.nat({ max: 1 }),
  steps: fc.array(fc.record({ step: fc.nat(steps.length - 1), a: fc.nat(), b: fc.nat() }), {
    minLength: 1,
    maxLength: 12,
  }),
  reduced: fc.boolean(),
});

describe('a frame that fuses', () => {
  it('gives the same bits as one that keeps every value', () => {
    fc.assert(
      fc.property(expression, drawn => {
        const nodes = leaves(drawn.size, drawn.dtype);
        let last = nodes[drawn.start]!;
        for (const { step, a, b } of drawn.steps) {
          const pick = (n: number): Node => [last, ...nodes][n % (nodes.length + 1)]!;
          last = steps[step]!(pick(a), pick(b));
          nodes.push(last);
        }
        const roots = drawn.reduced ? [sum(last), last] : [last];
        fused(...roots).forEach((value, root) => expect(bytesOf(value)).toBe(bytesOf(read(roots[root]!))));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same bits again when what it fused is looked at too', () => {
    const [a, b] = leaves(1500, 'float32') as [Node, Node];
    const product = mul(a, b);
    const y = graph.tanh(graph.add(product, 0.1));
    const [alone] = fused(y);
    const [beside, inner] = fused(y, product);
    expect(bytesOf(beside!)).toBe(bytesOf(alone!));
    expect(bytesOf(inner!)).toBe(bytesOf(read(product)));
  });

  it('rounds where a dtype rounds', () => {
    const x = constant([2.75, -0.3], { dtype: 'float64' });
    const there = mul(cast(cast(x, 'int32'), 'float64'), 2);
    expect([...fused(there)[0]!.data]).toEqual([4, 0]);
    const single = mul(cast(cast(x, 'float32'), 'float64'), 1);
    expect([...fused(single)[0]!.data]).toEqual([2.75, Math.fround(-0.3)]);
    const whole = constant([2 ** 31 - 1], { dtype: 'int32' });
    expect([...fused(graph.add(graph.add(whole, 1), 0))[0]!.data]).toEqual([-(2 ** 31)]);
  });

  it('computes long chains in several groups', () => {
    let y: Node = leaves(513, 'float32')[0]!;
    for (let i = 0; i < 200; i++) y = graph.add(mul(y, 0.99), 0.01);
    expect(bytesOf(fused(y)[0]!)).toBe(bytesOf(read(y)));
  });

  it('tells what a loop that differs by one bit would do', () => {
    let runs = 0;
    const drifting = graph.operation({
      name: 'drifting',
      shape: ([x]) => x!,
      kernel: (y, [x]) => x!.data.forEach((value, i) => (y.data[i] = value + runs++)),
    });
    const y = drifting(constant([1, 2]));
    refute(() => expect(bytesOf(fused(y)[0]!)).toBe(bytesOf(read(y))));
  });

  it('keeps 0 and −0 in one formula apart', () => {
    const signs: Unary = elementwise('signs', { formula: x => scalar.add(scalar.div(x, 0), scalar.div(x, -0)) });
    expect([...read(signs(constant([1, 1]))).data]).toEqual([NaN, NaN]);
  });
});
