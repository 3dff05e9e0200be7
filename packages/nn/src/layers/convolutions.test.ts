import * as graph from '@thalweg/graph';
import { add, constant, gradient, input, mul, parametersOf, read, sum, type Node } from '@thalweg/graph';
import { fillUniform, key, sizeOf, tensor, type Shape, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { conv1d, conv2d, convTranspose2d, depthwiseConv2d, heNormal, relu, type Initializer } from '../index.ts';

type Layer = ((x: Node) => Node) & { readonly weight: Node; readonly bias: Node | undefined };

interface Row {
  readonly name: string;
  readonly make: (options?: object) => Layer;
  readonly input: Shape;
  readonly output: Shape;
  readonly weight: readonly number[];
}

const rows: readonly Row[] = [
  { name: 'conv1d', make: options => conv1d(6, 3, options) as unknown as Layer, input: ['batch', 8, 4], output: ['batch', 6, 6], weight: [3, 4, 6] }, // prettier-ignore
  { name: 'conv2d', make: options => conv2d(6, [3, 2], options) as unknown as Layer, input: ['batch', 5, 6, 4], output: ['batch', 3, 5, 6], weight: [3, 2, 4, 6] }, // prettier-ignore
  { name: 'convTranspose2d', make: options => convTranspose2d(6, [3, 2], options) as unknown as Layer, input: ['batch', 5, 6, 4], output: ['batch', 7, 7, 6], weight: [3, 2, 4, 6] }, // prettier-ignore
  { name: 'depthwiseConv2d', make: options => depthwiseConv2d([3, 2], { multiplier: 2, ...options }) as unknown as Layer, input: ['batch', 5, 6, 3], output: ['batch', 3, 5, 6], weight: [3, 2, 1, 6] }, // prettier-ignore
];

const namesOf = (node: Node): string[] => parametersOf(node).map(({ name }) => name);

const numbers = (shape: Sizes, seed = 1) =>
  tensor(
    fillUniform(new Float64Array(sizeOf(shape)), key(seed)).map(value => 2 * value - 1),
    { shape },
  );

describe.each(rows)('$name', ({ name, make, input: declared, output, weight }) => {
  const image = (named = 'image') => input(named, declared) as Node;

  it('owns a weight and a bias of its shapes, named after it', () => {
    const layer = make();
    const y = layer(image());
    expect(y.shape).toEqual(output);
    expect(parametersOf(y).map(one => [one.name, one.shape])).toEqual([
      [`${name}1/weight`, weight],
      [`${name}1/bias`, [weight.at(-1)]],
    ]);
    expect(parametersOf(y)).toEqual([layer.weight, layer.bias]);
    expect(read(layer.bias!).data.every(value => value === 0)).toBe(true);
    expect(read(layer.weight).data.some(value => value !== 0)).toBe(true);
    const other = make({ name: 'edges', bias: false });
    expect(namesOf(other(image()))).toEqual(['edges/weight']);
    expect(other.bias).toBeUndefined();
    expect(() => make().weight).toThrow(`${name}: a layer must be applied before its property 'weight' is read`);
  });

  it('starts with the bits of its initializer, the same for the same seed', () => {
    const bits = (options?: object) => {
      const layer = make(options);
      layer(image());
      return Array.from(read(layer.weight).data);
    };
    expect(bits()).toEqual(bits());
    expect(bits({ seed: 1 })).not.toEqual(bits());
    const window = sizeOf(weight.slice(0, -2));
    const limit = Math.sqrt(6 / (window * (weight.at(-2)! + weight.at(-1)!)));
    expect(Math.max(...bits().map(Math.abs))).toBeLessThanOrEqual(limit);
    expect(Math.max(...bits().map(Math.abs))).toBeGreaterThan(0.9 * limit);
    const seen: unknown[] = [];
    const spy: Initializer = (of, shape, dtype) => {
      seen.push(shape, dtype);
      return heNormal(of, shape, dtype);
    };
    bits({ weight: spy });
    expect(seen).toEqual([weight, 'float32']);
  });

  it('adds a bias to each filter', () => {
    const layer = make();
    const x = constant(numbers([2, ...(declared.slice(1) as number[])])) as Node;
    const y = layer(x);
    const plain = read(y).data.slice();
    const bias = Array.from({ length: weight.at(-1)! }, (_, i) => i + 1);
    (layer.bias as graph.Parameter).set(bias);
    read(y).data.forEach((value, i) => expect(value).toBeCloseTo(plain[i]! + bias[i % bias.length]!, 12));
    const slope = read(gradient(sum(y) as Node, layer.bias!));
    expect(new Set(slope.data)).toEqual(new Set([plain.length / bias.length]));
  });

  it('shares its parameters when it is applied again', () => {
    const layer = make();
    const both = add(sum(layer(image('a'))), sum(layer(image('b'))));
    expect(parametersOf(both as Node)).toEqual([layer.weight, layer.bias]);
  });

  it('starts different from an equal layer beside it', () => {
    const x = image();
    const [a, b] = [make(), make()];
    add(sum(a(x)), sum(b(x)));
    expect([a.weight.name, b.weight.name]).toEqual([`${name}1/weight`, `${name}2/weight`]);
    expect(read(a.weight).data).not.toEqual(read(b.weight).data);
  });

  it('takes weights that exist, and refuses those of another shape', () => {
    const shared = graph.parameter(numbers(weight), { name: 'shared' }) as Node;
    const x = constant(numbers([1, ...(declared.slice(1) as number[])], 5)) as Node;
    for (const given of [shared, () => shared])
      expect(namesOf(make({ weight: given, bias: false })(x))).toEqual(['shared']);
    const wrong = graph.parameter(numbers([...weight.slice(0, -1), 5])) as Node;
    expect(() => make({ weight: wrong })(x)).toThrow(
      `${name}: the weight must have the shape [${weight.join(', ')}], got [`,
    );
  });

  it('has the precision of its input, and takes no images and one', () => {
    const x = input('x', declared, 'float64') as Node;
    const layer = make();
    const y = layer(x);
    expect([y.dtype, layer.weight.dtype, layer.bias!.dtype]).toEqual(['float64', 'float64', 'float64']);
    for (const count of [0, 1]) {
      (x as graph.Input).set(numbers([count, ...(declared.slice(1) as number[])]));
      expect(read(y).shape).toEqual([count, ...output.slice(1)]);
      expect(read(gradient(sum(mul(y, y)) as Node, layer.weight)).shape).toEqual(weight);
    }
  });

  it('refuses another rank, dtype or number of channels, and what is no node', () => {
    const layer = make();
    const axes = weight.length === 3 ? 'length' : 'height, width';
    const message = `${name}: the input must have the shape [batch, ${axes}, channels] with a fixed number of channels, got `;
    expect(() => layer(input('x', ['batch', 4]) as Node)).toThrow(`${message}[batch, 4]. Reshape`);
    expect(() => layer(input('x', [...declared.slice(0, -1), 'channels']) as Node)).toThrow(message);
    expect(() => layer(input('x', declared, 'int32') as Node)).toThrow(
      `${name}: the input must be float32 or float64, got int32.`,
    );
    expect(() => layer(5 as never)).toThrow(`${name}: inputs must be nodes, got 5.`);
    layer(image());
    expect(() => layer(input('x', [...declared.slice(0, -1), 7]) as Node)).toThrow(
      `${name}: a layer applied again must get as many channels as before, got [`,
    );
  });

  it('refuses options that are none when it is made', () => {
    expect(() => make({ padd: 1 })).toThrow("Did you mean 'padding'?");
    expect(() => make({ bias: 1 })).toThrow(`${name}: bias must be a boolean, got 1.`);
    expect(() => make({ weight: 5 })(image())).toThrow(`${name}: weight must be an initializer or a node, got 5.`);
    expect(() => make({ padding: 'some' })(image())).toThrow('the padding must be a known name');
    expect(() => make({ stride: 0 })(image())).toThrow('the stride must be of positive whole numbers');
  });
});

describe('layers of convolutions', () => {
  const options = { stride: 2, dilation: 2, groups: 2, padding: 1 } as const;
  const x = constant(numbers([2, 9, 8, 4])) as Node;

  it.each([
    ['conv2d', conv2d(6, 3, { ...options, bias: false }), graph.conv2d],
    ['convTranspose2d', convTranspose2d(6, 3, { ...options, bias: false }), graph.convTranspose2d],
  ] as const)('%s passes its options to the operation', (_, layer, operation) => {
    const y = (layer as unknown as Layer)(x);
    expect(layer.weight.shape).toEqual([3, 3, 2, 6]);
    expect(read(y)).toEqual(read((operation as (...given: unknown[]) => Node)(x, layer.weight, options)));
  });

  it('conv1d passes its options to the operation', () => {
    const layer = conv1d(6, 3, { ...options, bias: false });
    const sound = constant(numbers([2, 9, 4])) as Node;
    const y = (layer as unknown as Layer)(sound);
    expect(read(y)).toEqual(read((graph.conv1d as (...given: unknown[]) => Node)(sound, layer.weight, options)));
  });

  it('depthwiseConv2d lets each channel have filters of its own', () => {
    const layer = depthwiseConv2d(2, { multiplier: 3, bias: false });
    const y = read((layer as unknown as Layer)(x));
    const [image, weights] = [read(x).data, read(layer.weight).data];
    expect(y.shape).toEqual([2, 8, 7, 12]);
    y.data.forEach((value, at) => {
      const [filter, column, row, n] = [
        at % 12,
        Math.floor(at / 12) % 7,
        Math.floor(at / 84) % 8,
        Math.floor(at / 672),
      ];
      const channel = Math.floor(filter / 3);
      let total = 0;
      for (let k = 0; k < 2; k++)
        for (let l = 0; l < 2; l++)
          total += image[((n * 9 + row + k) * 8 + column + l) * 4 + channel]! * weights[(k * 2 + l) * 12 + filter]!;
      expect(value).toBeCloseTo(total, 12);
    });
  });

  it('refuse numbers and sizes that are none when they are made', () => {
    for (const layer of [conv1d, conv2d, convTranspose2d]) {
      for (const filters of [0, -1, 1.5, NaN])
        expect(() => layer(filters, 3)).toThrow('the number of filters must be a positive whole number, got');
      for (const size of [0, 1.5])
        expect(() => layer(3, size)).toThrow('the size of the window must be a positive whole number, got');
      expect(() => layer(3, [3, 3, 3])).toThrow(
        /the size of the window must be one number, or one for each of [12] axes, got \[3, 3, 3\]/,
      );
      expect(() => layer(3, 3, { groups: 0 })).toThrow('the number of groups must be a positive whole number, got 0.');
    }
    expect(() => depthwiseConv2d(3, { multiplier: 0 })).toThrow(
      'depthwiseConv2d: the multiplier must be a positive whole number',
    );
    expect(() => (conv2d(4, 3, { groups: 3 }) as unknown as Layer)(x)).toThrow(
      'conv2d: the number of channels must be a multiple of the 3 groups, got [2, 9, 8, 4]. Change one of them.',
    );
    expect(() => (conv2d(3, 3, { groups: 2 }) as unknown as Layer)(x)).toThrow(
      /filters must be a multiple of the 2 groups/,
    );
  });

  it('follow each other in one pipe', () => {
    const y = input('image', ['batch', 28, 28, 1]).pipe(
      conv2d(4, 3, { padding: 'same' }),
      relu(),
      depthwiseConv2d(3, { stride: 2 }),
      conv2d(8, 1),
    );
    expect(y.shape).toEqual(['batch', 13, 13, 8]);
    expect(
      namesOf(y as Node)
        .filter(name => name.endsWith('weight'))
        .sort(),
    ).toEqual(['conv2d1/weight', 'conv2d2/weight', 'depthwiseConv2d1/weight']);
  });
});
