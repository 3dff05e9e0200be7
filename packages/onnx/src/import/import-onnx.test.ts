import { add, constant, gradient, input, mul, Parameter, parameter, read, sum, type Node } from '@thalweg/graph';
import { leadingRows } from '@thalweg/graph/author';
import { ContractError, ShapeError } from '@thalweg/tensor';
import { TensorProto_DataLocation as Location, TensorProto_DataType as Type } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { exportOnnx, importOnnx, OnnxError, type ImportOnnxOptions } from '../index.ts';
import { floats, integers, modelBytes, node, value } from '../testing/model-bytes.ts';

const line = modelBytes({
  node: [node('MatMul x w -> p', {}, '/body/MatMul'), node('Add p b -> y', {}, '/head/Add')],
  input: [value('x', ['batch', 2])],
  output: [value('y', ['batch', 1])],
  initializer: [floats('w', [2, 1], [3, 2]), floats('b', [1], [10])],
});

const errorOf = (bytes: Uint8Array, options?: ImportOnnxOptions): OnnxError => {
  try {
    importOnnx(bytes, options);
  } catch (error) {
    if (error instanceof OnnxError) return error;
    throw error;
  }
  throw new Error('It was imported.');
};

describe('importOnnx', () => {
  it('makes inputs, outputs and weights with the names of the file', () => {
    const { inputs, outputs, parameters, states, name, opset } = importOnnx(line);
    inputs['x']!.set([[1, 2], [0, 1]]);
    expect(read(outputs['y']!).toArray()).toEqual([[17], [12]]);
    expect(inputs['x']!.shape).toEqual(['batch', 2]);
    expect(Object.values(parameters).map(one => [one.name, one.shape, one instanceof Parameter])).toEqual([['w', [2, 1], true], ['b', [1], true]]);
    expect([states, name, opset]).toEqual([{}, 'model', 18]);
  }); // prettier-ignore

  it.each([
    [true, ['w', 'b']],
    [false, []],
    [['b'], ['b']],
    [(name: string) => name === 'w', ['w']],
    [(_: string, nodes: readonly string[]) => nodes.every(each => each.startsWith('/head/')), ['b']],
  ] as const)('makes parameters of the weights that %s chooses, and states of the others', (trainable, names) => {
    const { parameters, states } = importOnnx(line, { trainable });
    expect(Object.keys(parameters)).toEqual(names);
    expect(Object.keys(states)).toEqual(['w', 'b'].filter(name => !(names as readonly string[]).includes(name)));
  });

  it('keeps running statistics as states, and settings as constants', () => {
    const { parameters, states } = importOnnx(modelBytes({
      node: [node('BatchNormalization x s o m v -> n'), node('Clip n low high -> c'), node('Mul c half -> y')],
      input: [value('x', ['batch', 3, 4])],
      output: [value('y', ['batch', 3, 4])],
      initializer: [...['s', 'o', 'm', 'v'].map(name => floats(name, [3], [1, 2, 3])), floats('low', [], [0]), floats('high', [], [6]), floats('half', [], [0.5])],
    }));
    expect(Object.keys(parameters)).toEqual(['s', 'o']);
    expect(Object.keys(states)).toEqual(['m', 'v']);
  }); // prettier-ignore

  it('imports what learned positions over a time with a name export, again and again', () => {
    const x = input('x', ['batch', 'time', 2]);
    const vectors = parameter([[10, 20], [30, 40], [50, 60]], { name: 'vectors' }); // prettier-ignore
    const first = exportOnnx({ y: add(x, leadingRows('learnedPositions', vectors as Node, x)) as Node });
    const again = exportOnnx(importOnnx(first).outputs);
    for (const bytes of [first, again]) {
      const { inputs, outputs, parameters } = importOnnx(bytes);
      expect(outputs['y']!.shape).toEqual(['batch', 'time', 2]);
      inputs['x']!.set([[[1, 2], [3, 4]]]); // prettier-ignore
      expect(read(outputs['y']!).toArray()).toEqual([[[11, 22], [33, 44]]]); // prettier-ignore
      expect(read(gradient(sum(outputs['y']!), parameters['vectors']!)).toArray()).toEqual([[1, 1], [1, 1], [0, 0]]); // prettier-ignore
      inputs['x']!.set([new Array(4).fill([0, 0])]);
      expect(() => read(outputs['y']!)).toThrow('the time, the last axis but one, must be at most 3, got');
    }
  });

  it('names axes without a name after their input, and takes other names and sizes', () => {
    const bytes = modelBytes({ node: [node('Relu x -> y')], input: [value('x', [undefined, 'time', 2])], output: [value('y', [])] });
    expect(importOnnx(bytes).outputs['y']!.shape).toEqual(['x_0', 'time', 2]);
    expect(importOnnx(bytes, { shapes: { x: ['batch', 7, 2] } }).outputs['y']!.shape).toEqual(['batch', 7, 2]);
    expect(() => importOnnx(bytes, { shapes: { x: ['batch', 7, 3] } })).toThrow(ShapeError);
    expect(() => importOnnx(bytes, { shapes: { X: [1] } })).toThrow("an input must be a known name, got 'X'. Did you mean 'x'?");
  }); // prettier-ignore

  it('builds what follows from the sizes of an open batch', () => {
    const { inputs, outputs } = importOnnx(modelBytes({
      node: [
        node('Shape x -> sizes'),
        node('Gather sizes zero -> batch'),
        node('Unsqueeze batch axes -> first'),
        node('Concat first rest -> wanted', { axis: { i: 0n } }),
        node('Reshape x wanted -> r'),
        node('ConstantOfShape first -> zeros'),
        node('Shape zeros -> again'),
        node('Expand one again -> ones'),
        node('Unsqueeze ones axes1 -> column'),
        node('Add r column -> y'),
      ],
      input: [value('x', ['batch', 2, 3])],
      output: [value('y', ['batch', 6])],
      initializer: [integers('zero', [], [0]), integers('axes', [1], [0]), integers('axes1', [1], [1]), integers('rest', [1], [-1]), floats('one', [], [1])],
    }));
    expect(outputs['y']!.shape).toEqual(['batch', 6]);
    inputs['x']!.set([[[0, 1, 2], [3, 4, 5]]]);
    expect(read(outputs['y']!).toArray()).toEqual([[1, 2, 3, 4, 5, 6]]);
  }); // prettier-ignore

  it('splits a flattened batch of sequences again', () => {
    const { inputs, outputs } = importOnnx(modelBytes({
      node: [node('Reshape x flat -> f'), node('Mul f two -> d'), node('Shape x -> sizes'), node('Reshape d sizes -> y')],
      input: [value('x', ['batch', 'time', 2])],
      output: [value('y', ['batch', 'time', 2])],
      initializer: [integers('flat', [2], [-1, 2]), floats('two', [2], [2, 3])],
    }));
    expect(outputs['y']!.shape).toEqual(['batch', 'time', 2]);
    inputs['x']!.set([[[1, 1], [2, 2], [3, 3]], [[4, 4], [5, 5], [6, 6]]]);
    expect(read(outputs['y']!).toArray()).toEqual([[[2, 3], [4, 6], [6, 9]], [[8, 12], [10, 15], [12, 18]]]);
  }); // prettier-ignore

  it('calls the functions that a model defines, with their attributes', () => {
    const bytes = modelBytes(
      { node: [node('my.Leak x -> y', { slope: { f: 0.5, type: 1 } })], input: [value('x', [2])], output: [value('y', [2])] },
      { functions: [{ name: 'Leak', domain: 'my', input: ['a'], output: ['b'], attribute: ['slope'], node: [node('LeakyRelu a -> b', { alpha: { refAttrName: 'slope' } })] }] },
    );
    const { inputs, outputs } = importOnnx(bytes);
    inputs['x']!.set([-4, 4]);
    expect(read(outputs['y']!).toArray()).toEqual([-2, 4]);
  }); // prettier-ignore

  it('takes operators of its caller', () => {
    const bytes = modelBytes({ node: [node('com.example.Twice x -> y')], input: [value('x', [1])], output: [value('y', [1])] });
    expect(errorOf(bytes).message).toContain('com.example.Twice: no such operator exists here');
    const { inputs, outputs } = importOnnx(bytes, { operators: { 'com.example.Twice': call => mul(call.input(0), constant(2)) as Node } });
    inputs['x']!.set([4]);
    expect(read(outputs['y']!).toArray()).toEqual([8]);
  }); // prettier-ignore
});

describe('what importOnnx refuses', () => {
  it('is named in one error: operators, dtypes, versions, files and settings, with their places', () => {
    const bytes = modelBytes({
      node: [
        node('MatMull x w -> a', {}, 'n1'), node('NonZero a -> b', {}, 'n2'), node('Relu b -> c'), node('MatMull c w -> y', {}, 'n3'),
        node('Dropout x ratio training -> d', {}, 'n4'),
      ],
      input: [value('x', [2, 2]), value('half', [1], Type.COMPLEX64)],
      output: [value('y', [2, 2])],
      initializer: [
        { ...floats('w', [2, 2], []), dataLocation: Location.EXTERNAL, externalData: [{ key: 'location', value: 'w.bin' }] },
        { ...floats('h', [1], []), dataType: Type.FLOAT8E5M2 },
        floats('ratio', [], [0.5]),
        { name: 'training', dims: [], dataType: Type.BOOL, int32Data: [1] },
      ],
    }, { opsetImport: [{ domain: '', version: 99n }] });
    const { problems, message } = errorOf(bytes);
    expect(problems.map(({ kind, subject, at }) => [kind, subject, at])).toEqual([
      ['opset', 'opset 99', undefined],
      ['operator', 'MatMull', 'n1'], ['operator', 'NonZero', 'n2'], ['operator', 'MatMull', 'n3'],
      ['dtype', 'FLOAT8E5M2', 'h'], ['dtype', 'COMPLEX64', 'half'], ['external', 'w.bin', 'w'],
      ['operator', 'Dropout', 'n4'],
    ]);
    expect(message).toContain('MatMull: no such operator exists here, the nearest name is MatMul (n1, n3)');
    expect(message).toContain('Dropout: random numbers that the model seeds (n4)');
  }); // prettier-ignore

  it('are inputs that decide the form of the circuit, unless their values are given', () => {
    const bytes = modelBytes({ node: [node('Reshape x shape -> y', {}, 'r')], input: [value('x', [6]), value('shape', [2], Type.INT64)], output: [value('y', [])] });
    const error = errorOf(bytes);
    expect(error.problems).toMatchObject([{ kind: 'value', subject: 'shape', at: 'r' }]);
    expect(error.message).toContain('Pass their values, as { values: { shape: … } }.');
    const { inputs, outputs } = importOnnx(bytes, { values: { shape: [2, 3] } });
    expect([Object.keys(inputs), outputs['y']!.shape]).toEqual([['x'], [2, 3]]);
    expect(() => importOnnx(bytes, { values: { shape: [1, 2, 3] } })).toThrow(ShapeError);
  }); // prettier-ignore

  it.each([
    ['no bytes', new Uint8Array(0)],
    ['text', new TextEncoder().encode('{"layers": []}')],
    ['a cut file', line.subarray(0, 60)],
    ['a tensor with less data than its sizes say', modelBytes({ node: [node('Add x w -> y')], input: [value('x', [2])], output: [value('y', [2])], initializer: [floats('w', [1_000_000_000, 1_000_000_000], [1])] })],
    ['a node that reads what nothing puts out', modelBytes({ node: [node('Relu z -> y')], output: [value('y', [2])] })],
    ['an output that nothing puts out', modelBytes({ input: [value('x', [2])], output: [value('y', [2])] })],
  ])('is %s', (_, bytes) => {
    expect(errorOf(bytes).problems.every(({ kind }) => kind === 'file')).toBe(true);
  }); // prettier-ignore

  it('are as many empty nodes as bytes allow, without a search for each', () => {
    const graph = { node: Array.from({ length: 20_000 }, () => ({ opType: 'Reluu' })), output: [value('y', [1])] };
    expect(errorOf(modelBytes(graph)).message).toContain('the nearest name is Relu (');
  });

  it('are names that the model does not have', () => {
    expect(() => importOnnx(line, { trainable: ['W'] })).toThrow("Did you mean 'w'?");
    expect(() => importOnnx(line, { trainables: true } as never)).toThrow(ContractError);
  });
});
