import { fromBinary } from '@bufbuild/protobuf';
import { add, cholesky, constant, elementwise, exp, fillLike, input, matmul, mul, operation, parameter, relu, reshape, scalar, scan, square, state, sum, transpose, uniformLike, whenTraining, type Node } from '@thalweg/graph'; // prettier-ignore
import { key, tensor } from '@thalweg/tensor';
import { ModelProtoSchema, type GraphProto, type ModelProto, type ValueInfoProto } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { exportOnnx } from './export-onnx.ts';

const modelOf = (outputs: Node | Record<string, Node>, options?: object): ModelProto =>
  fromBinary(ModelProtoSchema, exportOnnx(outputs, options));
const graphOf = (outputs: Node | Record<string, Node>): GraphProto => modelOf(outputs).graph!;
const operators = ({ node }: GraphProto): string[] => node.map(({ opType }) => opType);

/** A declared value as `name: [sizes]`. */
function declared({ name, type }: ValueInfoProto): string {
  const value = type!.value;
  const dims = value.case === 'tensorType' ? value.value.shape!.dim : [];
  return `${name}: [${dims.map(dim => String(dim.value.value)).join()}]`;
}

describe('an exported model', () => {
  it('keeps the names of inputs, parameters and states, and the names of axes', () => {
    const x = input('x', ['batch', 2]);
    const w = parameter([[1, 2, 3], [4, 5, 6]], { name: 'dense/weight' }); // prettier-ignore
    const shift = state([1, 2, 3], { name: 'shift' });
    const graph = graphOf({ y: add(matmul(x, w), shift) as Node });
    expect([graph.input, graph.output].map(all => all.map(declared))).toEqual([['x: [batch,2]'], ['y: [batch,3]']]);
    expect(graph.initializer.map(({ name }) => name)).toEqual(['dense/weight', 'shift']);
    expect([...new Float32Array(Uint8Array.from(graph.initializer[0]!.rawData).buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes the present values, and the name of a single node', () => {
    const w = parameter(1, { name: 'w' });
    w.set(7);
    const graph = graphOf(mul(input('x', []), w) as Node);
    expect(graph.output.map(declared)).toEqual(['mul: []']);
    expect([...new Float32Array(Uint8Array.from(graph.initializer[0]!.rawData).buffer)]).toEqual([7]);
  });

  it('stores a parameter that is used twice once, and gives equal names a number', () => {
    const [a, b] = [parameter([1, 2], { name: 'w' }), parameter([3, 4], { name: 'w' })];
    const x = input('x', [2]);
    const graph = graphOf({ y: add(mul(add(mul(x, a), b), a), b) as Node });
    expect(graph.initializer.map(({ name }) => name)).toEqual(['w', 'w_2']);
  });

  it('predicts: a training arm is left out, with all that only it reads', () => {
    const [x, noise] = [input('x', [2]), input('noise', [2])];
    const graph = graphOf({ y: whenTraining(add(x, noise), relu(x)) as Node });
    expect([operators(graph), graph.input.length]).toEqual([['Relu', 'Identity'], 1]);
  });

  it('has the same bytes each time', () => {
    const x = input('x', ['batch', 2]);
    const y = relu(matmul(x, parameter([[1], [2]]))) as Node;
    expect(exportOnnx({ y })).toEqual(exportOnnx({ y }));
  });

  it('computes a part that is used twice once, and nothing that is not used', () => {
    const x = input('x', ['batch', 2]);
    const doubled = add(square(x), square(x)) as Node;
    expect(operators(graphOf({ y: doubled }))).toEqual(['Mul', 'Add', 'Identity']);
    // Only the shape is used.
    expect(operators(graphOf({ y: fillLike(exp(x) as Node, 3) as Node }))).toEqual([
      'Shape',
      'Concat',
      'Expand',
      'Identity',
    ]);
  });

  it('says a formula of the user, instruction by instruction', () => {
    const bend = elementwise('bend', { formula: x => scalar.div(x, scalar.add(1, scalar.abs(x))) });
    expect(operators(graphOf({ y: bend(input('x', [3])) as Node }))).toEqual(['Abs', 'Add', 'Div', 'Identity']);
  });

  it('makes one of transpositions in a row, and none of those that undo each other', () => {
    const x = input('x', ['batch', 2, 3]);
    const twice = transpose(transpose(x as Node, [0, 2, 1]) as Node, [0, 2, 1]) as Node;
    expect(operators(graphOf({ y: relu(twice) as Node }))).toEqual(['Relu', 'Identity']);
  });

  it('keeps dynamic axes in reshapings, merged ones too', () => {
    const x = input('x', ['batch', 'time', 6]);
    const graph = graphOf({ y: reshape(x as Node, ['batch', 'time', 2, 3]) as Node });
    expect([operators(graph), graph.output.map(declared)]).toEqual([['Reshape', 'Identity'], ['y: [batch,time,2,3]']]);
  });

  it('runs a scan as Scan, with the carries that its outputs need', () => {
    const x = input('x', ['time', 2]);
    const cell = (total: Node, one: Node) => ({ carry: add(total, one) as Node, output: mul(total, one) as Node });
    const { output } = scan(cell as never, x as Node, { init: constant([0, 0]) as Node, reverse: true }) as {
      output: Node;
    };
    const graph = graphOf({ y: output });
    const [loop] = graph.node.filter(({ opType }) => opType === 'Scan');
    const body = loop!.attribute.find(({ name }) => name === 'body')!.g!;
    // The products do not depend on each other: they are one product behind the loop.
    expect(operators(body).sort()).toEqual(['Add', 'Identity', 'Identity']);
    expect(operators(graph)).toEqual(['Scan', 'Mul', 'Identity']);
    expect(loop!.attribute.find(({ name }) => name === 'scan_input_directions')!.ints).toEqual([1n]);
  });

  it('names the version of its operators', () => {
    const versions = [18, 20, 22].map(opset => modelOf(relu(input('x', [2])) as Node, { opset }));
    expect(versions.map(({ irVersion, opsetImport }) => [irVersion, opsetImport[0]!.version])).toEqual([[8n, 18n], [9n, 20n], [10n, 22n]]); // prettier-ignore
    expect(modelOf(relu(input('x', [2])) as Node, { name: 'digits' }).graph!.name).toBe('digits');
  });

  it('is written from a graph of 20,000 nodes in a row', () => {
    let y: Node = input('x', [1]) as Node;
    for (let n = 0; n < 20_000; n++) y = add(y, y) as Node;
    expect(graphOf({ y }).node).toHaveLength(20_001);
  });
});

describe('an export is refused', () => {
  const x = input('x', [2, 2]);

  it('with all nodes that ONNX cannot say, each with its reason', () => {
    const own = operation({ name: 'own', shape: ([a]) => a!, kernel: (y, [a]) => y.data.set(a!.data) });
    const noise = uniformLike(x as Node, key(1), constant(0, { dtype: 'int32' }));
    const y = add(add(own(x as Node), cholesky(x)), noise) as Node;
    const message = "exportOnnx: every node must have a form in ONNX, got 'own' (own): its loop is a function of its own; 'cholesky' (cholesky): ONNX has no factors of matrices; 'uniform' (uniform): its random numbers follow from a key and a counter. Export the part before or after them.";
    expect(() => exportOnnx({ y })).toThrow(message);
  }); // prettier-ignore

  it('for two inputs of one name, and an output that is called like an input', () => {
    expect(() => exportOnnx({ y: add(x, input('x', [2, 2])) as Node })).toThrow("each input must have its own name, got 'x' twice. Rename one.");
    expect(() => exportOnnx({ x: relu(x) as Node })).toThrow("outputs must have other names than inputs, got 'x' for both");
    expect(() => exportOnnx({})).toThrow('there must be an output');
    expect(() => exportOnnx({ y: 3 as never })).toThrow('inputs must be nodes');
  }); // prettier-ignore

  it('for a version of the operators that is not written, and an unknown option', () => {
    for (const opset of [17, 23, 18.5]) expect(() => exportOnnx({ y: relu(x) as Node }, { opset })).toThrow('opset must be a whole number from 18 to 22');
    expect(() => exportOnnx({ y: relu(x) as Node }, { opsets: 18 } as never)).toThrow(/opset/);
  }); // prettier-ignore
});

it('an output that is an input or a parameter is one of its own', () => {
  const [x, w] = [input('x', [2]), parameter(tensor([1, 2]), { name: 'w' })];
  const graph = graphOf({ same: x as Node, weights: w as Node, total: sum(x) as Node });
  expect(graph.output.map(({ name }) => name)).toEqual(['same', 'weights', 'total']);
  expect(operators(graph).filter(one => one === 'Identity')).toHaveLength(3);
});
