import { add, constant, gradient, input, mean, parametersOf, read, square, sum, type Node } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
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

  it('refuses what is not a matrix of fixed width', () => {
    const layer = dense(3) as (x: Node) => Node;
    expect(() => layer(constant([1, 2]) as Node)).toThrow(
      'dense: the input must have the shape [batch, size] with a fixed size, got [2]. Reshape it.',
    );
    expect(() => layer(input('x', ['batch', 2, 2]) as Node)).toThrow('got [batch, 2, 2]');
    expect(() => layer(input('x', ['batch', 'width']) as Node)).toThrow('got [batch, width]');
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
});
