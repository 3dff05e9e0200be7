import { key } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  constant,
  feed,
  floor,
  gradient,
  hessian,
  hvp,
  input,
  jacobian,
  jvp,
  matmul,
  mean,
  mul,
  parameter,
  perExample,
  prod,
  read,
  square,
  state,
  sub,
  sum,
  together,
  uniformLike,
  vmap,
  whenTraining,
  type Node,
} from '@thalweg/graph';

const float64 = { dtype: 'float64' } as const;

describe('hvp', () => {
  const x = parameter([1, 2], { name: 'x' });
  const cubes = sum(mul(square(x), x));

  it('is the product of the Hessian and a direction, in the form of the nodes', () => {
    const w = parameter(3, { name: 'w' });
    const loss = mul(cubes, square(w)); // w²·Σx³
    const v = { x: constant([1, 0]), w: constant(1) };
    const product = hvp(loss, { x, w }, v);
    // ∂²/∂x² = 6x·w², ∂²/∂x∂w = 3x²·2w, ∂²/∂w² = 2·Σx³
    expect(read(product.x).toArray()).toEqual([6 * 9 + 3 * 6, 12 * 6]);
    expect(read(product.w).item()).toBe(3 * 6 + 2 * 9);
    expect(hvp(loss, [x, w], [v.x, v.w]).map(node => read(node as Node).toArray())).toEqual([[72, 72], 36]);
  });

  it('holds the direction constant, and is zero where the gradient is', () => {
    expect(read(hvp(cubes, x, gradient(cubes, x))).toArray()).toEqual([6 * 3, 12 * 12]);
    expect(read(hvp(sum(mul(x, 5)), x, constant([1, 1]))).toArray()).toEqual([0, 0]);
  });

  it('names what does not fit', () => {
    expect(() => hvp(cubes, x, constant([1]) as never)).toThrow('hvp: the direction of x must have its shape, got [2] and [1]. Give one number for each element.');
    expect(() => hvp(cubes, x, constant([1, 2], float64))).toThrow('hvp: the direction of x must have its dtype, got float32 and float64');
    expect(() => hvp(cubes, [x], x as never)).toThrow('hvp: it must have the form of x, a list of 1, got a node');
    expect(() => hvp(cubes, parameter(1, { name: 'other' }), constant(1))).toThrow('must depend on other');
    expect(() => hvp(cubes, [], [])).toThrow('hvp: there must be a node to move, got none. Give it one.');
    expect(() => hvp(x as never, x, constant([1, 1]))).toThrow('hvp: the loss must be a scalar, got [2]. Reduce it with mean or sum.');
  }); // prettier-ignore
});

describe('jvp', () => {
  it('is the product of the Jacobian and a direction', () => {
    const [x, w] = [parameter([1, 2], { name: 'x' }), parameter(3, { name: 'w' })];
    const y = mul(square(x), w);
    expect(read(jvp(y, { x, w }, { x: constant([1, 1]), w: constant(10) })).toArray()).toEqual([6 + 10, 12 + 40]);
  });

  it('is zero where nothing changes, and can be differentiated', () => {
    const x = parameter([1.5, 2.5], { name: 'x' });
    expect(read(jvp(floor(x), x, constant([1, 1]))).toArray()).toEqual([0, 0]);
    const along = jvp(mul(square(x), x), x, constant([1, 1])); // 3x²
    expect(read(gradient(sum(along), x)).toArray()).toEqual([9, 15]);
  });

  it('takes values with names of sizes', () => {
    const x = input('x', ['batch', 2]);
    const w = parameter([[1], [2]], { name: 'w' });
    const along = jvp(square(matmul(x, w)), w, constant([[1], [1]]));
    expect(along.shape).toEqual(['batch', 1]);
    x.set([[1, 1], [2, 0]]); // prettier-ignore
    expect(read(along).toArray()).toEqual([[2 * 3 * 2], [2 * 2 * 2]]);
  });
});

describe('hessian and jacobian', () => {
  it('have the shapes of both nodes', () => {
    const x = parameter([[1, 2], [3, 4]], { name: 'x' }); // prettier-ignore
    const w = parameter([1, 2, 3], { name: 'w' });
    expect(hessian(prod(x), x).shape).toEqual([2, 2, 2, 2]);
    expect(read(jacobian(w, w)).toArray()).toEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1]]); // prettier-ignore
    const loss = mul(sum(w), sum(square(x)));
    expect(read(hessian(loss, w, x)).toArray()).toEqual(Array.from({ length: 3 }, () => [[2, 4], [6, 8]])); // prettier-ignore
    expect(() => jacobian(input('x', ['batch']) as never, w)).toThrow('jacobian: all sizes must be fixed, got [batch]');
  });

  it('of a function that is flat are zero', () => {
    const w = parameter([1, 2, 3], { name: 'w' });
    expect(read(hessian(sum(w), w)).toArray()).toEqual([[0, 0, 0], [0, 0, 0], [0, 0, 0]]); // prettier-ignore
  });
});

describe('vmap', () => {
  it('keeps the axis in its place', () => {
    const rows = input('rows', [3, 'batch', 2]);
    const sums = vmap(row => add(row, sum(row)), rows);
    expect(sums.shape).toEqual([3, 'batch', 2]);
    rows.set([[[1, 2]], [[3, 4]], [[5, 6]]]);
    expect(read(sums).toArray()).toEqual([[[22, 23]], [[24, 25]], [[26, 27]]]);
  });

  it('draws other numbers at each position, or the same', () => {
    const rows = constant([[0, 0], [0, 0]]);
    const counter = constant(1, { dtype: 'int32' });
    const drawn = (noise: 'each' | 'same'): number[][] =>
      read(vmap(row => uniformLike(row, key(7), counter), rows, { axis: 0, noise })).toArray();
    const [a, b] = drawn('each');
    expect(a).not.toEqual(b);
    const [c, d] = drawn('same');
    expect(c).toEqual(d);
  }); // prettier-ignore

  it('names an option that it has not', () => {
    const rows = constant([[1]]);
    expect(() => vmap(row => row, rows, { axes: 0 } as never)).toThrow('axis');
    expect(() => vmap(undefined as never, rows, { axis: 0 })).toThrow('vmap');
  });
});

describe('perExample', () => {
  const x = input('x', ['batch', 2]);
  const y = input('y', ['batch', 1]);
  const w = parameter([[1], [2]], { name: 'w' });
  const lossOf = (one: { x: Node<readonly [1, 2]>; y: Node<readonly [1, 1]> }): Node<readonly []> =>
    mean(square(sub(matmul(one.x, w), one.y)));

  it('has the losses of all examples, and the gradient of each', () => {
    const each = perExample(lossOf, { x, y });
    expect(each.parameters).toEqual([w]);
    expect([each.losses.shape, each.of(w).shape]).toEqual([['batch'], ['batch', 2, 1]]);
    feed([x, [[1, 0], [0, 1], [1, 1]]], [y, [[0], [0], [5]]]); // prettier-ignore
    expect(read(each.losses).toArray()).toEqual([1, 4, 4]);
    expect(read(each.of(w)).toArray()).toEqual([[[2], [0]], [[0], [4]], [[-4], [-4]]]); // prettier-ignore
    const whole = mean(square(sub(matmul(x, w), y)));
    expect(read(mean(each.of(w), { axes: 0 })).toArray()).toEqual(read(gradient(whole, w)).toArray());
  });

  it('emits for subscribers, once for each feed', () => {
    const seen: unknown[] = [];
    const each = perExample(lossOf, { x, y });
    feed([x, [[1, 0]]], [y, [[0]]]);
    const watching = together({ losses: each.losses, ofW: each.of(w) }).subscribe(now => seen.push(now.losses.toArray()));
    feed([x, [[0, 1], [1, 1]]], [y, [[0], [0]]]);
    watching.unsubscribe();
    feed([x, [[0, 2]]], [y, [[0]]]);
    expect(seen).toEqual([[1], [4, 9]]);
  }); // prettier-ignore

  it('takes an empty batch, and one arm where modes show', () => {
    const each = perExample(one => whenTraining(lossOf(one), mul(lossOf(one), 0)), { x, y });
    feed([x, new Float32Array(0)], [y, new Float32Array(0)] as never);
    expect(read(each.of(w)).shape).toEqual([0, 2, 1]);
    feed([x, [[1, 0]]], [y, [[0]]]);
    expect(read(each.of(w)).toArray()).toEqual([[[0], [0]]]);
  });

  it('names what is no parameter of the losses', () => {
    const each = perExample(lossOf, { x, y });
    expect(() => each.of(x)).toThrow(
      'perExample: the gradient must be that of a parameter of the losses, got x. Ask for one of w.',
    );
    expect(() => perExample(one => one.x as never, { x })).toThrow('perExample: the loss must be a scalar, got [1, 2]');
    expect(() => perExample(lossOf as never, { x: constant([1, 2]) })).toThrow(
      "perExample: each input must have the axis 'batch', got [2]",
    );
    const counted = state(0, { name: 'counted' });
    expect(() => perExample(one => add(lossOf(one), becomes(counted, mean(one.x))), { x, y })).toThrow(
      'perExample: the function must not write a register, got becomes(counted). Leave out what learns from a whole batch',
    );
  });
});
