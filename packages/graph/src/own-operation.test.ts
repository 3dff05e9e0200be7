// Written as a user would: from what the package exports, and nothing else.
import {
  abs,
  add,
  becomes,
  constant,
  div,
  elementwise,
  gradient,
  gradientCheck,
  mean,
  mul,
  openFrame,
  operation,
  parameter,
  read,
  scalar,
  square,
  sub,
  sum,
  type Node,
  type Unary,
} from '@thalweg/graph';
import { ShapeError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';

const float64 = { dtype: 'float64' } as const;

/** Softsign `y = x/(1 + |x|)`, by a formula: it fuses and broadcasts like any other. */
const softsign: Unary = elementwise('softsign', {
  formula: x => scalar.div(x, scalar.add(1, scalar.abs(x))),
  gradient: (upstream, [x]) => [div(upstream, square(add(1, abs(x!))))],
});

/** Running sums `yᵢ = x₀ + … + xᵢ`, by a loop of one's own. Its gradient adds up from the other end. */
const runningSum: (x: Node) => Node = operation({
  name: 'runningSum',
  shape: ([x]) => vector(x!),
  kernel: (y, [x]) => {
    let total = 0;
    for (let i = 0; i < y.data.length; i++) y.data[i] = total += x!.data[i]!;
  },
  gradient: upstream => [add(sub(sum(upstream), runningSum(upstream)), upstream)],
});

function vector<S extends readonly unknown[]>(shape: S): S {
  if (shape.length !== 1)
    throw new ShapeError('runningSum', [shape as never], 'the input must be a vector', 'Reshape it.');
  return shape;
}

describe('an operation of one’s own', () => {
  it('computes, by formula or by loop, in any dtype', () => {
    expect(read(softsign(constant([-1, 0, 3]))).toArray()).toEqual([-0.5, 0, 0.75]);
    expect(read(runningSum(constant([1, 2, 3]))).toArray()).toEqual([1, 3, 6]);
    expect(read(runningSum(constant([1, 2, 3], { dtype: 'int32' }))).toString()).toBe('int32 [3] [1, 3, 6]');
    expect(read(runningSum(constant(new Float32Array(0)))).toArray()).toEqual([]);
  });

  it('has a gradient that passes the check, and a second one', () => {
    const x = parameter([0.5, -1.5, 2], float64);
    const loss = sum(square(runningSum(softsign(x))));
    const first = gradientCheck(loss);
    expect(first.passed, String(first)).toBe(true);
    const second = gradientCheck(sum(square(gradient(loss, x))));
    expect(second.passed, String(second)).toBe(true);
  });

  it('says when its shapes do not fit', () => {
    expect(() => runningSum(constant([[1, 2]]))).toThrow(
      'runningSum: the input must be a vector, got [1, 2]. Reshape it.',
    );
  });

  it('must give each input a gradient of its shape', () => {
    const total = operation({
      name: 'total',
      shape: () => [],
      kernel: (y, [x]) => (y.data[0] = Array.from(x!.data).reduce((a, b) => a + b, 0)),
      gradient: upstream => [upstream],
    });
    const x = parameter([1, 2]);
    expect(() => gradient(total(x), x)).toThrow(
      'total: its gradient for input 0 must have that input’s shape, got [2] and []. Sum or reshape it in the local gradient.',
    );
  });

  it('trains by a rule that is written by hand', () => {
    const w = parameter([0, 0, 0], float64);
    const target = constant([0.25, 0, 0.25], float64);
    const loss = mean(square(sub(runningSum(softsign(w)), target)));
    const rule = becomes(w, sub(w, mul(0.5, gradient(loss, w))));
    const frame = openFrame({ outputs: [loss], rules: [rule], steps: true });
    const losses: number[] = [];
    for (let step = 0; step < 800; step++)
      frame.run([], outcome => {
        if ('error' in outcome) throw outcome.error;
        losses.push(outcome.outputs[0]!.item());
      });
    frame.close();
    expect(losses[0]).toBeGreaterThan(0.04);
    losses.forEach((value, step) => expect(value).toBeLessThanOrEqual(losses[step - 1] ?? value));
    expect(losses.at(-1)).toBeLessThan(1e-12);
    const [a, b, c] = read(softsign(w)).toArray();
    expect([a, Math.abs(a! + b!), a! + b! + c!].map(value => value!.toFixed(5))).toEqual([
      '0.25000',
      '0.00000',
      '0.25000',
    ]);
  });
});
