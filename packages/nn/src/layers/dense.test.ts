import {
  add,
  constant,
  gradient,
  input,
  mean,
  mul,
  parameter,
  parametersOf,
  read,
  square,
  sum,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import { tensor, type Shape, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { dense, heNormal, ones, relu, type Initializer } from '../index.ts';

/** The parameters that a node depends on, by name. */
function weightsOf(node: Node): Record<string, Tensor> {
  return Object.fromEntries(parametersOf(node).map(one => [one.name, read(one as Node)]));
}

const bitsOf = (node: Node): Record<string, unknown> =>
  Object.fromEntries(Object.entries(weightsOf(node)).map(([name, value]) => [name, value.toArray()]));

/** Weights 1, 2, 3, … row by row. */
const counting: Initializer = (_key, shape, dtype) =>
  tensor(
    Float64Array.from({ length: shape[0]! * shape[1]! }, (_, i) => i + 1),
    { shape, dtype },
  );

const image = () => input('image', ['batch', 4]);

describe('dense', () => {
  it('is x·W + b', () => {
    const x = constant([[1, 2], [3, 4]]); // prettier-ignore
    const y = x.pipe(dense(3, { weight: counting }));
    const bias = parametersOf(y as Node)[1]!;
    expect(read(y).toArray()).toEqual([[9, 12, 15], [19, 26, 33]]); // prettier-ignore
    bias.set([10, 20, 30]);
    expect(read(y).toArray()).toEqual([[19, 32, 45], [29, 46, 63]]); // prettier-ignore
  });

  it('has no bias if told so', () => {
    const y = constant([[1, 2]]).pipe(dense(3, { weight: counting, bias: false }));
    expect(Object.keys(weightsOf(y as Node))).toEqual(['dense1/weight']);
    expect(read(y).toArray()).toEqual([[9, 12, 15]]);
  });

  it('names its parameters after its number in the network', () => {
    const y = image().pipe(dense(3), relu(), dense(2));
    const shapes = Object.entries(weightsOf(y as Node)).map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(shapes)).toEqual({
      'dense1/weight': [4, 3],
      'dense1/bias': [3],
      'dense2/weight': [3, 2],
      'dense2/bias': [2],
    });
  });

  it('counts along a network on a constant too', () => {
    const y = constant([[1, 2]]).pipe(dense(2), dense(2));
    const { 'dense1/weight': first, 'dense2/weight': second } = bitsOf(y as Node);
    expect(first).toBeDefined();
    expect(second).toBeDefined();
    expect(second).not.toEqual(first);
  });

  it('takes a name, and numbers it when it was taken', () => {
    const y = image().pipe(dense(4, { name: 'hidden' }), dense(4, { name: 'hidden' }), dense(4));
    const named = bitsOf(y as Node);
    expect(Object.keys(named).filter(name => name.endsWith('weight')).sort()).toEqual(['dense1/weight', 'hidden/weight', 'hidden2/weight']); // prettier-ignore
    expect(named['hidden/weight']).not.toEqual(named['hidden2/weight']);
  });

  it('starts different from an equal layer in the same network, in line and side by side', () => {
    const x = image();
    const inLine = bitsOf(x.pipe(dense(4), dense(4)) as Node);
    expect(inLine['dense1/weight']).not.toEqual(inLine['dense2/weight']);
    const beside = bitsOf(add(x.pipe(dense(4)), x.pipe(dense(4))) as Node);
    expect(beside['dense3/weight']).not.toEqual(beside['dense4/weight']);
    const towers = parametersOf(add(image().pipe(dense(4)), input('text', ['batch', 4]).pipe(dense(4))) as Node);
    const [left, right] = towers.filter(({ name }) => name.endsWith('weight')).map(one => read(one as Node).toArray());
    expect(left).not.toEqual(right);
  });

  it('starts the same, bit for bit, when the network is built again', () => {
    const build = (seed?: number): unknown => {
      const options = seed === undefined ? {} : { seed };
      return bitsOf(image().pipe(dense(8, { weight: heNormal, ...options }), relu(), dense(3, options)) as Node);
    };
    expect(build()).toEqual(build());
    expect(build(7)).toEqual(build(7));
    expect(build(7)).not.toEqual(build(8));
  });

  it('starts alike in float32 and float64, up to rounding', () => {
    const [single, double] = (['float32', 'float64'] as const).map(dtype => {
      const y = input('image', ['batch', 4], dtype).pipe(dense(3, { weight: heNormal }));
      expect(y.dtype).toBe(dtype);
      return weightsOf(y as Node)['dense1/weight']!;
    });
    expect([single!.dtype, double!.dtype]).toEqual(['float32', 'float64']);
    single!.data.forEach((value, i) => expect(value).toBeCloseTo(double!.data[i]!, 6));
  });

  it('shares its parameters when it is applied again', () => {
    const layer = dense(3, { weight: ones });
    const [a, b] = [constant([[1, 2]], { dtype: 'float64' }), constant([[10, 20]], { dtype: 'float64' })];
    const loss = add(sum(layer(a)), sum(layer(b)));
    const [weight, bias, ...others] = parametersOf(loss as Node);
    expect(others).toEqual([]);
    // Both uses pass their gradients back to it.
    expect(read(gradient(loss as Node, weight as Node)).toArray()).toEqual([[11, 11, 11], [22, 22, 22]]); // prettier-ignore
    expect(read(gradient(loss as Node, bias as Node)).toArray()).toEqual([2, 2, 2]);
  });

  it('acts along the last axis of any rank, and so do its gradients', () => {
    const [lead, width, units] = [[2, 3, 2], 4, 3] as const;
    const numbers = (count: number, from: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(from + i));
    const data = numbers(48, 1);
    const x = parameter(tensor(data, { shape: [...lead, width] }));
    const layer = dense(units);
    const y = layer(x as Node<readonly [2, 3, 2, 4]>);
    expect(y.shape).toEqual([2, 3, 2, 3]);
    const [w, b] = [layer.weight as Parameter, layer.bias as Parameter];
    const [weights, biases, upstream] = [numbers(12, 7), numbers(3, 2), numbers(36, 5)];
    w.set(tensor(weights, { shape: [width, units] }));
    b.set(tensor(biases, { shape: [units] }));
    const loss = sum(mul(y, constant(tensor(upstream, { shape: [...lead, units] })))) as Node;
    const wanted = {
      y: new Float64Array(36),
      x: new Float64Array(48),
      w: new Float64Array(12),
      b: new Float64Array(3),
    };
    for (let row = 0; row < 12; row++)
      for (let j = 0; j < units; j++) {
        const at = row * units + j;
        wanted.y[at] = biases[j]!;
        wanted.b[j]! += upstream[at]!;
        for (let i = 0; i < width; i++) {
          wanted.y[at]! += data[row * width + i]! * weights[i * units + j]!;
          wanted.x[row * width + i]! += upstream[at]! * weights[i * units + j]!;
          wanted.w[i * units + j]! += upstream[at]! * data[row * width + i]!;
        }
      }
    const near = (node: Node, expected: Float64Array) =>
      read(node).data.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
    near(y as Node, wanted.y);
    near(gradient(loss, x as Node), wanted.x);
    near(gradient(loss, w as Node), wanted.w);
    near(gradient(loss, b as Node), wanted.b);
  });

  it('takes leading axes with names, and of size 0 or 1', () => {
    const layer = dense(3, { weight: counting, bias: false });
    const rows = (...sizes: number[]) => tensor(new Float32Array(sizes.reduce((n, size) => n * size, 2)).fill(1), { shape: [...sizes, 2] }); // prettier-ignore
    for (const shape of [
      ['batch', 2, 2],
      ['batch', 'time', 2],
      ['batch', 1, 'time', 2],
      ['batch', 0, 2],
      [1, 2, 2],
      [2, 0, 2],
    ] as const) {
      const x = input('x', shape as Shape);
      const y = layer(x);
      expect(y.shape).toEqual([...shape.slice(0, -1), 3]);
      for (const batch of [2, 0, 1]) {
        const sizes = shape.slice(0, -1).map(size => (typeof size === 'number' ? size : size === 'batch' ? batch : 3));
        x.set(rows(...sizes));
        const loss = sum(mul(y, y)) as Node;
        const count = sizes.reduce((n, size) => n * size, 1);
        expect(read(y).shape).toEqual([...sizes, 3]);
        expect(Array.from(read(y).data)).toEqual(Array.from({ length: count }, () => [5, 7, 9]).flat());
        const slope = read(gradient(loss, layer.weight));
        expect(Array.from(slope.data)).toEqual([10, 14, 18, 10, 14, 18].map(value => value * count));
        expect(read(gradient(loss, x as Node)).shape).toEqual([...sizes, 2]);
      }
    }
  });

  it('refuses what has no columns of fixed width', () => {
    const layer = dense(3) as (x: Node) => Node;
    expect(() => layer(constant([1, 2]) as Node)).toThrow(
      'dense: the input must have the shape [batch, …, size] with a fixed size, got [2]. Reshape it.',
    );
    expect(() => layer(input('x', ['batch', 'width']) as Node)).toThrow('got [batch, width]');
    expect(() => layer(5 as never)).toThrow('dense: inputs must be nodes, got 5.');
  });

  it('refuses another width than before, and other elements', () => {
    const layer = dense(3) as (x: Node) => Node;
    layer(input('x', ['batch', 4]) as Node);
    expect(() => layer(input('y', ['batch', 5]) as Node)).toThrow(
      'dense: a layer applied again must get as many inputs as before, got [batch, 5] and [4, 3]',
    );
    expect(() => layer(input('z', ['batch', 4], 'float64') as Node)).toThrow(/dtype/);
    expect(() => (dense(3) as (x: Node) => Node)(input('x', ['batch', 4], 'int32') as Node)).toThrow(
      'dense: the input must be float32 or float64, got int32. Convert it with cast.',
    );
  });

  it('refuses a number of units that is none', () => {
    for (const units of [0, -1, 1.5, NaN])
      expect(() => dense(units)).toThrow('dense: the number of units must be a positive whole number');
  });

  it('learns nothing by being applied or read', () => {
    const y = image().pipe(dense(2));
    const before = bitsOf(y as Node);
    mean(square(y));
    expect(bitsOf(y as Node)).toEqual(before);
  });

  it('shows its parameters once it is applied', () => {
    const layer = dense(2);
    expect(() => layer.weight).toThrow(
      "dense: a layer must be applied before its property 'weight' is read, got a layer without an input. Within one pipe, give a function: () => layer.weight.",
    );
    const y = image().pipe(layer);
    expect(parametersOf(y as Node)).toEqual([layer.weight, layer.bias]);
    const without = dense(2, { bias: false });
    image().pipe(without);
    expect(without.bias).toBeUndefined();
  });
});

describe('dense with given weights', () => {
  const weight = () => parameter([[1, 2], [3, 4], [5, 6]], { name: 'shared', dtype: 'float64' }); // prettier-ignore
  const row = (...values: number[]) => constant([values], { dtype: 'float64' }) as Node;

  it('computes x·W with a node, or with what a function returns when the layer is first applied', () => {
    const shared = weight() as Node;
    for (const given of [shared, () => shared]) {
      const y = row(1, 10, 100).pipe(dense(2, { weight: given, bias: false }));
      expect(read(y as Node).toArray()).toEqual([[531, 642]]);
      expect(parametersOf(y as Node)).toEqual([shared]);
    }
  });

  it('computes x·Wᵀ if told so', () => {
    const y = row(1, 10).pipe(dense(3, { weight: weight() as Node, transposeWeight: true }));
    expect(read(y as Node).toArray()).toEqual([[21, 43, 65]]);
    expect(parametersOf(y as Node).map(({ name }) => name)).toEqual(['shared', 'dense1/bias']);
  });

  it('adds the gradients of both uses: an autoencoder has ∂W = xᵀ·(∂y·W) + ∂yᵀ·(x·W)', () => {
    const encoder = dense(2, { weight: weight() as Node, bias: false });
    const decoder = dense(3, { weight: () => encoder.weight, transposeWeight: true, bias: false });
    const y = row(1, 2, 3).pipe(encoder, decoder) as Node;
    const upstream = [7, -1, 2];
    const slope = gradient(sum(mul(y, row(...upstream))), encoder.weight);
    const [x, w] = [[1, 2, 3], [[1, 2], [3, 4], [5, 6]]]; // prettier-ignore
    const code = [0, 1].map(j => x.reduce((total, value, i) => total + value * w[i]![j]!, 0));
    const back = [0, 1].map(j => upstream.reduce((total, value, i) => total + value * w[i]![j]!, 0));
    expect(read(slope).toArray()).toEqual(
      x.map((value, i) => [0, 1].map(j => value * back[j]! + upstream[i]! * code[j]!)),
    );
    expect(parametersOf(y)).toEqual([encoder.weight]);
  });

  it('takes any node for weights, such as a product or a constant', () => {
    const scale = parameter(2, { name: 'scale', dtype: 'float64' });
    const y = row(1, 1, 1).pipe(dense(2, { weight: mul(constant([[1, 2], [3, 4], [5, 6]], { dtype: 'float64' }), scale) as Node, bias: false })); // prettier-ignore
    expect(read(y as Node).toArray()).toEqual([[18, 24]]);
    expect(read(gradient(sum(y) as Node, scale as Node)).item()).toBe(21);
  });

  it('refuses weights of another shape or dtype', () => {
    expect(() => row(1, 2).pipe(dense(3, { weight: weight() as Node }))).toThrow(
      'dense: the weight must have the shape [2, 3], got [3, 2]. Check the number of units, or set transposeWeight.',
    );
    expect(() => row(1, 2).pipe(dense(4, { weight: weight() as Node, transposeWeight: true }))).toThrow(
      'dense: the weight must have the shape [4, 2], got [3, 2]. Check the number of units.',
    );
    expect(() => constant([[1, 2, 3]]).pipe(dense(2, { weight: weight() as Node }))).toThrow(/dtype/);
    expect(() => row(1, 2).pipe(dense(4, { weight: 5 as never }))).toThrow(
      'dense: weight must be an initializer or a node, got 5. Try glorotUniform.',
    );
  });

  it('refuses to transpose weights that do not exist yet', () => {
    for (const options of [{}, { weight: heNormal }])
      expect(() => row(1, 2).pipe(dense(3, { ...options, transposeWeight: true }))).toThrow(
        'dense: transposeWeight must come with weights that exist, got an initializer. Give it the weight of another layer, or leave it out.',
      );
  });
});
