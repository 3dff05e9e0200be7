import { gradient, read, sum, type Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import {
  AttributeProto_AttributeType as Kind,
  TensorProto_DataLocation as Location,
  TensorProto_DataType as Type,
} from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { importOnnx, OnnxError, onnxTensors, type ImportOnnxOptions } from '../index.ts';
import { floats, integers, modelBytes, node, value } from '../testing/model-bytes.ts';

const messageOf = (bytes: Uint8Array, options?: ImportOnnxOptions): string => {
  try {
    importOnnx(bytes, options);
  } catch (error) {
    if (error instanceof OnnxError || error instanceof ContractError) return error.message;
    throw error;
  }
  throw new Error('It was imported.');
};

const read1 = (bytes: Uint8Array, x: readonly number[], options?: ImportOnnxOptions): unknown => {
  const model = importOnnx(bytes, options);
  model.inputs['x']!.set([...x]);
  return read(model.prediction).toArray();
};

const constantOf = (name: string, t: object) =>
  node(`Constant -> ${name}`, { value: { t: t as never, type: Kind.TENSOR } });

/** Features, a head on them, and something that nothing here computes. */
const network = modelBytes({
  node: [
    node('MatMul x w -> a', {}, '/body/MatMul'), node('Relu a -> features'), node('MatMul features v -> b', {}, '/head/MatMul'),
    node('Softmax b -> y'), node('NonZero y -> places'),
  ],
  input: [value('x', ['batch', 2]), value('other', [1])],
  output: [value('y', ['batch', 2]), value('places', [])],
  initializer: [floats('w', [2, 3], [1, 2, 3, 4, 5, 6]), floats('v', [3, 2], [1, 0, 0, 1, 1, 1])],
}); // prettier-ignore

describe('the option outputs', () => {
  it('takes any tensor, and builds and checks what it needs only', () => {
    expect(messageOf(network)).toContain('NonZero: no such operator exists here');
    const { inputs, outputs, parameters, tensors } = importOnnx(network, { outputs: ['features'] });
    inputs['x']!.set([[1, 1]]);
    expect(read(outputs['features']!).toArray()).toEqual([[5, 7, 9]]);
    expect([Object.keys(inputs), Object.keys(parameters), Object.keys(tensors)]).toEqual([['x'], ['w'], ['a', 'features']]);
    expect(Object.keys(importOnnx(network, { outputs: ['b', 'a'] }).outputs)).toEqual(['b', 'a']);
  });

  it('names the nearest tensor, and what heads read', () => {
    expect(messageOf(network, { outputs: ['feature'] })).toBe(
      "importOnnx: an output must be a tensor of the file, got 'feature'. Did you mean 'features'? Heads read 'features'; onnxTensors(bytes) lists all 5.",
    );
    expect(messageOf(network, { outputs: [] })).toContain('outputs must be a list of names of tensors');
    expect(messageOf(network, { outputs: ['features'], trainable: ['v'] })).toContain('The outputs do not depend on that one.');
  });

  it('is what the error of an operator that is missing advises', () => {
    const [, advised] = /\{ outputs: \[(.*?)\] \}/.exec(messageOf(network))!;
    expect(importOnnx(network, { outputs: [advised!.slice(1, -1)] }).prediction.shape).toEqual(['batch', 2]);
  });

  it('survives names that go round, and nodes that put out one name', () => {
    const round = modelBytes({ node: [node('Add x b -> a'), node('Relu a -> b')], input: [value('x', [1])], output: [value('b', [1])] });
    expect(messageOf(round, { outputs: ['a'] })).toContain("its input 'b' is no output of an earlier node");
    const twice = modelBytes({ node: [node('Relu x -> a'), node('Abs x -> a'), node('Neg a -> y')], input: [value('x', [1])], output: [value('y', [1])] });
    expect(read1(twice, [-2], { outputs: ['y'] })).toEqual([-2]);
  });
}); // prettier-ignore

describe('onnxTensors', () => {
  it('lists what nodes put out, and which tensor a head reads', () => {
    const tensors = onnxTensors(network);
    expect(tensors.map(({ name, operator }) => `${operator} ${name}`)).toEqual(['MatMul a', 'Relu features', 'MatMul b', 'Softmax y', 'NonZero places']); // prettier-ignore
    expect(tensors.filter(({ head }) => head !== undefined)).toEqual([
      { name: 'features', operator: 'Relu', node: '', reads: ['a'], isOutput: false, head: 'v' },
    ]);
    expect(tensors[3]).toMatchObject({ shape: ['batch', 2], isOutput: true });
  });
});

/** A bias and a transposed weight that are constants, as some exporters write them, and a scale of an upsampling. */
const constants = modelBytes({
  node: [
    constantOf('w', floats('', [3, 2], [1, 3, 5, 2, 4, 6])), constantOf('b', floats('', [2], [1, 1])), constantOf('six', floats('', [], [6])),
    node('Identity w -> same'), node('Reshape same form -> v'), node('MatMul x v -> p'), node('Add p b -> q'), node('Min q six -> y'),
  ],
  input: [value('x', ['batch', 3])],
  output: [value('y', ['batch', 2])],
  initializer: [integers('form', [2], [3, 2])],
}); // prettier-ignore

describe('constants', () => {
  it('are parameters with the names of their tensors where they are used as weights, and states if they are not trained', () => {
    const { parameters, states, prediction, inputs } = importOnnx(constants);
    expect([Object.keys(parameters), Object.keys(states)]).toEqual([['w', 'b'], []]);
    inputs['x']!.set([[1, 0, 0]]);
    expect(read(gradient(sum(prediction), parameters['w']!)).toArray()).toEqual([[1, 1], [0, 0], [0, 0]]); // prettier-ignore
    expect(Object.keys(importOnnx(constants, { trainable: false }).states)).toEqual(['w', 'b']);
    const named = importOnnx(constants, { trainable: ['b'] });
    expect([Object.keys(named.parameters), Object.keys(named.states)]).toEqual([['b'], ['w']]);
  });

  it('follow the rule for readers by the names of nodes behind them', () => {
    const seen: string[] = [];
    importOnnx(constants, { trainable: (name, nodes) => (seen.push(`${name} ${nodes.length}`), true) });
    expect(seen).toEqual(['w 3', 'b 1']);
  });

  const plain = modelBytes({ node: [node('Clip x low high -> y')], input: [value('x', [1])], output: [value('y', [1])], initializer: [floats('low', [], [0]), floats('high', [], [6])] }); // prettier-ignore

  it.each([
    [plain, true, 'trainable must choose a weight, got true for no weights: the 2 stored values are settings of its operators. For a model that only predicts, pass { trainable: false }.'],
    [constants, [], "got an empty list for 2 weights: 'w', 'b'."],
    [constants, () => false, 'got a function that chooses none for 2 weights'],
    [constants, ['W'], "a trainable weight must be one of the model, got 'W'. Did you mean 'w'?"],
    [plain, ['w'], "got 'w'. The file has no weights"],
  ])('say what is there when nothing is trained', (bytes, trainable, message) => {
    expect(messageOf(bytes as Uint8Array, { trainable: trainable as never })).toContain(message);
    expect(importOnnx(plain).prediction.shape).toEqual([1]);
  }); // prettier-ignore
});

describe('weights in other forms', () => {
  const added = (stored: object, more: object = {}) =>
    modelBytes({ node: [node('Add x w -> y')], input: [value('x', [3])], output: [value('y', [3])], initializer: [{ name: 'w', dims: [3n], ...stored } as never], ...more }); // prettier-ignore

  it('are unpacked from halves and from bfloat16, and are trained', () => {
    const half = added({ dataType: Type.FLOAT16, rawData: new Uint8Array(Uint16Array.of(0x3c_00, 0xc1_00, 0x00_01).buffer) });
    expect(read1(half, [0, 0, 0])).toEqual([1, -2.5, 2 ** -24]);
    expect(read1(added({ dataType: Type.FLOAT16, int32Data: [0x7c_00, 0x7b_ff, 0x80_00] }), [0, 0, 0])).toEqual([Infinity, 65_504, 0]);
    expect(read1(added({ dataType: Type.BFLOAT16, int32Data: [0x3f_80, 0xc0_20, 0] }), [0, 0, 0])).toEqual([1, -2.5, 0]);
    expect(Object.keys(importOnnx(half).parameters)).toEqual(['w']);
  }); // prettier-ignore

  it('are unpacked from int8 with a scale for each channel, and have the names of what is unpacked', () => {
    const bytes = modelBytes({
      node: [node('DequantizeLinear q s z -> w', { axis: { i: 1n } }), node('MatMul x w -> y')],
      input: [value('x', ['batch', 2])],
      output: [value('y', ['batch', 2])],
      initializer: [
        {
          name: 'q',
          dims: [2n, 2n],
          dataType: Type.INT8,
          rawData: new Uint8Array(Int8Array.of(-3, 5, 1, -128).buffer),
        },
        floats('s', [2], [0.5, 0.25]),
        { name: 'z', dims: [2n], dataType: Type.INT8, int32Data: [1, 0] },
      ] as never,
    });
    const { parameters, inputs, prediction } = importOnnx(bytes);
    expect(Object.entries(parameters).map(([name, one]) => [name, read(one).toArray()])).toEqual([['w', [[-2, 1.25], [0, -32]]]]); // prettier-ignore
    inputs['x']!.set([[1, 1]]);
    expect(read(gradient(sum(prediction), parameters['w']!)).toArray()).toEqual([[1, 1], [1, 1]]); // prettier-ignore
  });

  it('let gradients through where values are rounded, within the range', () => {
    const bytes = modelBytes({
      node: [node('QuantizeLinear x s z -> q'), node('DequantizeLinear q s z -> y')],
      input: [value('x', [4])],
      output: [value('y', [4])],
      initializer: [floats('s', [], [0.5]), { name: 'z', dims: [], dataType: Type.INT8, int32Data: [0] }] as never,
    });
    const { inputs, prediction } = importOnnx(bytes);
    inputs['x']!.set([0.3, -1.2, 100, 0.75]);
    expect(read(prediction).toArray()).toEqual([0.5, -1, 63.5, 1]);
    expect(read(gradient(sum(prediction), inputs['x'] as never)).toArray()).toEqual([1, 1, 0, 1]);
  });

  const outside = (more: readonly (readonly [string, string])[]) =>
    added({ dataType: Type.FLOAT, dataLocation: Location.EXTERNAL, externalData: [['location', 'w.bin'] as const, ...more].map(([key, text]) => ({ key, value: text })) }); // prettier-ignore
  const file = new Uint8Array(Float32Array.of(9, 1, 2, 3).buffer);

  it('are taken from other files, by their offsets', () => {
    expect(read1(outside([['offset', '4'], ['length', '12']]), [0, 0, 0], { files: { 'w.bin': file } })).toEqual([1, 2, 3]);
    expect(messageOf(outside([]))).toContain("w.bin: data in another file (w). Pass the bytes of its files, as { files: { 'w.bin': bytes } }.");
    expect(messageOf(outside([]), { files: { 'W.bin': file } })).toContain("the nearest is 'W.bin'");
  }); // prettier-ignore

  it.each([
    [[['offset', '8'], ['length', '12']]], [[['offset', '-4']]], [[['offset', '99999999999999999999']]],
    [[['length', '1.5']]], [[['offset', 'x']]], [[['length', '8']]], [[]],
  ] as const)('are refused past the end, and with another length: %j', more => {
    expect(messageOf(outside(more), { files: { 'w.bin': file } })).toMatch(/the file has 16 bytes|a tensor must have one number for each element/);
  }); // prettier-ignore

  it('are refused before anything is allocated', () => {
    const large = added({ dims: [2n ** 40n], dataType: Type.FLOAT, dataLocation: Location.EXTERNAL, externalData: [{ key: 'location', value: 'w.bin' }] }); // prettier-ignore
    expect(messageOf(large, { files: { 'w.bin': file } })).toContain('4 for [1099511627776]');
  });
});

describe('values that are computed', () => {
  const branch = (name: string, ...nodes: readonly ReturnType<typeof node>[]) => ({ type: Kind.GRAPH, g: { name, node: nodes, output: [value(name, [2])] } as never }); // prettier-ignore
  const conditional = (then: ReturnType<typeof branch>, other: ReturnType<typeof branch>) =>
    modelBytes({
      node: [node('ReduceSum x -> s', { keepdims: { i: 0n } }), node('Greater s zero -> c'), node('If c -> y', { then_branch: then, else_branch: other }, 'choice')], // prettier-ignore
      input: [value('x', [2])],
      output: [value('y', [2])],
      initializer: [floats('zero', [], [0]), integers('at', [1], [0])],
    });

  it('are bounds of Clip, of which the upper one wins', () => {
    const bytes = modelBytes({
      node: [
        node('ReduceMax x -> high', { keepdims: { i: 0n } }),
        node('Mul high half -> top'),
        node('Clip x low top -> y'),
      ],
      input: [value('x', [3])],
      output: [value('y', [3])],
      initializer: [floats('low', [], [1]), floats('half', [], [0.5])],
    });
    expect(read1(bytes, [0, 2, 8])).toEqual([1, 2, 4]);
    expect(read1(bytes, [0, 0, 1])).toEqual([0.5, 0.5, 0.5]);
  });

  it('are conditions, which choose between branches of one shape', () => {
    const bytes = conditional(branch('a', node('Abs x -> a')), branch('b', node('Neg x -> b')));
    expect([read1(bytes, [-1, 3]), read1(bytes, [1, -3])]).toEqual([[1, 3], [-1, 3]]); // prettier-ignore
    expect(importOnnx(bytes, { outputs: ['b'] }).prediction.shape).toEqual([2]);
  });

  it('are no conditions if the shapes of the branches differ, or if one may fail', () => {
    const [same, short] = [branch('a', node('Abs x -> a')), branch('b', node('Gather x at -> b'))];
    expect(messageOf(conditional(same, short))).toContain('If: branches of one shape and dtype, as its condition is computed, not [2] and [1] (choice)');
    const failing = branch('b', node('Cast x -> i', { to: { i: 6n } }), node('Gather x i -> b'));
    const message = messageOf(conditional(same, failing));
    expect(message).toContain('a condition that is computed, as a branch may fail (gather)');
    expect(message).toContain("Or end it before them, as { outputs: ['c'] }.");
    expect(importOnnx(conditional(same, failing), { outputs: ['c'] }).prediction.shape).toEqual([]);
  }); // prettier-ignore

  it('nest in each other without more nodes than the file has', () => {
    let inner = branch('a0', node('Abs x -> a0'));
    for (let n = 1; n < 20; n++)
      inner = branch(
        `a${n}`,
        node(`If c -> a${n}`, { then_branch: inner, else_branch: branch(`b${n}`, node(`Neg x -> b${n}`)) }),
      );
    expect(read1(conditional(inner, branch('z', node('Neg x -> z'))), [-1, 3])).toEqual([1, 3]);
  });
});

describe('what an error advises', () => {
  const pooled = modelBytes({
    node: [node('Shape x -> s'), node('Slice s one two -> wide'), node('Cast wide -> f', { to: { i: 1n } }), node('Mul f half -> g'), node('Cast g -> k', { to: { i: 7n } }), node('TopK x k -> y i')], // prettier-ignore
    input: [value('x', ['batch', undefined])],
    output: [value('y', [])],
    initializer: [integers('one', [1], [1]), integers('two', [1], [2]), floats('half', [], [0.5])],
  });

  it('gets further: open axes that must be known', () => {
    const message = messageOf(pooled);
    expect(message).not.toContain('values');
    const [, advised] = /\{ shapes: \{ x: \[(.*)\] \} \}/.exec(message)!;
    expect(importOnnx(pooled, { shapes: { x: advised!.split(', ').map(Number) } }).prediction.shape).toEqual([1, 8000]);
  });

  it('is no value of data, as nobody can give it', () => {
    const bytes = modelBytes({ node: [node('ReduceMax x -> m'), node('Cast m -> k', { to: { i: 7n } }), node('TopK x k -> y i')], input: [value('x', ['batch', 400])], output: [value('y', [])] }); // prettier-ignore
    expect(messageOf(bytes)).toMatch(
      /follows from 'x', which is data .*Or end it before them, as \{ outputs: \['k'\] \}\./,
    );
    expect((importOnnx(bytes, { outputs: ['k'] }).prediction as Node).dtype).toBe('int32');
  });
});
