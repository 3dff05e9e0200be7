// Written as a user would: from what the packages export, and nothing else.
import { abs, add, div, elementwise, operation, scalar, square, type Node, type Unary } from '@thalweg/graph';
import { ShapeError, type Shape } from '@thalweg/tensor';

/** Softsign `y = x/(1 + |x|)`, by a formula: it fuses and broadcasts like any other. */
export const softsign: Unary = elementwise('softsign', {
  formula: x => scalar.div(x, scalar.add(1, scalar.abs(x))),
  gradient: (upstream, [x]) => [div(upstream, square(add(1, abs(x!))))],
});

const forwards: Unary = operation({
  name: 'smooth',
  shape: ([x]) => withTime(x),
  kernel: (y, [x]) => {
    const length = x.shape.at(-1)!;
    for (let i = 0; i < y.data.length; i++) y.data[i] = ((i % length === 0 ? 0 : y.data[i - 1]!) + x.data[i]!) / 2;
  },
  gradient: upstream => [backwards(upstream)],
});

const backwards: Unary = operation({
  name: 'smoothBack',
  shape: ([x]) => withTime(x),
  kernel: (y, [x]) => {
    const length = x.shape.at(-1)!;
    for (let i = y.data.length - 1; i >= 0; i--)
      y.data[i] = ((i % length === length - 1 ? 0 : y.data[i + 1]!) + x.data[i]!) / 2;
  },
  gradient: upstream => [forwards(upstream)],
});

function withTime(shape: Shape): Shape {
  if (shape.length > 0) return shape;
  throw new ShapeError('smooth', [shape], 'the input must have an axis of time', 'Reshape it to [n].');
}

/**
 * Exponential smoothing `yᵢ = ½(yᵢ₋₁ + xᵢ)` along the last axis, by a loop of one's own. Its gradient smooths from the
 * other end.
 */
export function smooth<S extends Shape>(x: Node<S>): Node<S> {
  return forwards(x as Node) as Node<S>;
}
