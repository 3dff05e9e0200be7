import { read } from '@thalweg/graph';
import { ContractError, ShapeError } from '@thalweg/tensor';
import { TensorProto_DataType as Type } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { importOnnx, OnnxError } from '../index.ts';
import { floats, integers, modelBytes, node, value } from '../testing/model-bytes.ts';

/** A file of nodes that each concatenate their input with itself. */
function concats(count: number, size: number | string): Uint8Array {
  return modelBytes({
    node: Array.from({ length: count }, (_, n) => node(`Concat v${n} v${n} -> v${n + 1}`, { axis: { i: 0n } })),
    input: [value('v0', [size])],
    output: [value(`v${count}`, [undefined])],
  });
}

const messageOf = (bytes: Uint8Array): string => {
  try {
    importOnnx(bytes);
  } catch (error) {
    if (error instanceof OnnxError) return error.message;
    throw error;
  }
  throw new Error('It was imported.');
};

describe('a file whose sizes double with each node', () => {
  it.each([2, 'batch'])('is imported, or refused by its node, with texts of its size: from %s', size => {
    expect(concats(60, size).length).toBeLessThan(4600);
    const [few, many] = [concats(24, size), concats(60, size)];
    expect(importOnnx(few, { limits: { elements: Infinity, bytes: Infinity } }).prediction.shape).toEqual([size === 2 ? 2 ** 25 : 'batch*16777216']); // prettier-ignore
    expect(messageOf(many)).toContain(
      'Concat: concat: a size, and each factor of one, must be a whole number up to 2⁵³',
    );
    expect(messageOf(many).length).toBeLessThan(400);
  });

  it('is refused if it has more axes than any value', () => {
    const graph = { node: [node('Identity x -> y')], output: [value('y', [1])] };
    const many = new Array<number>(65).fill(1);
    expect(messageOf(modelBytes({ ...graph, input: [value('x', many)] }))).toContain("input 'x': x: there must be at most 64 axes"); // prettier-ignore
    expect(messageOf(modelBytes({ ...graph, initializer: [floats('x', many, [1])] }))).toContain('there must be at most 64 axes'); // prettier-ignore
  });
});

describe('a file whose messages have few bytes', () => {
  const copied = { node: [node('Identity x -> y')], input: [value('x', [2])], output: [value('y', [2])] };
  const COUNT = 4_000_000;

  /** The bytes of a part of a message: its number, its length, and what it has. */
  const part = (number: number, content: Uint8Array): Uint8Array => {
    const length: number[] = [];
    for (let left = content.length; left > 0; left = Math.floor(left / 128))
      length.push((left % 128) + (left > 127 ? 128 : 0));
    return Buffer.concat([Uint8Array.from([number * 8 + 2, ...length]), content]);
  };
  const empty = (number: number, count: number) =>
    new Uint8Array(2 * count).map((_, at) => (at % 2 ? 0 : number * 8 + 2));
  /** A model with more in its graph. */
  const withMore = (more: Uint8Array) => Buffer.concat([modelBytes(copied), part(7, more)]);

  it.each([
    ['nodes', empty(1, 400_000)],
    ['stored tensors', empty(5, 400_000)],
    ['names of inputs of a node', part(1, empty(1, COUNT))],
    ['texts of a stored tensor', part(5, empty(6, 1_500_000))],
    ['whole numbers of a stored tensor', part(5, part(7, new Uint8Array(5_000_000)))],
  ])('is refused before it is decoded if its objects would take a multiple of it: %s', (_, more) => {
    const bytes = withMore(more);
    expect(messageOf(bytes)).toContain('its nodes, attributes and the like would take more than 128 MiB as objects');
  }); // prettier-ignore

  it('is imported without what no graph has', () => {
    expect(importOnnx(withMore(empty(9, COUNT))).prediction.shape).toEqual([2]);
  });

  it('is refused if a part ends after the whole', () => {
    expect(messageOf(Uint8Array.from([0x3a, 2, 0x0a, 5, 0]))).toContain('its bytes are no message of that kind');
  });
});

describe('a file that takes too much', () => {
  const wide = modelBytes({
    node: [node('Expand x shape -> a'), ...Array.from({ length: 24 }, (_, n) => node(`Tanh ${n === 0 ? 'a' : `t${n - 1}`} -> t${n}`))], // prettier-ignore
    input: [value('x', [1])],
    output: [value('t23', [2 ** 24])],
    initializer: [integers('shape', [1], [2 ** 24])],
  });

  it('is refused with the node and the limit', () => {
    expect(wide.length).toBeLessThan(1000);
    expect(messageOf(wide)).toBe(
      'importOnnx: the model must keep within the limits, got tanh: all values of a pass must have at most 1073741824 bytes, and one has [16777216]. If you trust it, pass larger ones, as { limits: { bytes: 2 ** 33 } }.',
    );
    expect(importOnnx(wide, { limits: { bytes: 2 ** 31 } }).prediction.shape).toEqual([2 ** 24]);
    expect(() => importOnnx(wide, { limits: { bytes: -1 } })).toThrow(ContractError);
  });

  it('is refused if what must be known follows from a large constant, which is not computed', () => {
    const bytes = modelBytes({
      node: [node('Expand one shape -> a'), node('Tanh a -> b'), node('ReduceSum b -> c', { keepdims: { i: 0n } }), node('Range zero c two -> y')], // prettier-ignore
      input: [value('x', [1])],
      output: [value('y', [undefined])],
      initializer: [integers('shape', [1], [2 ** 30]), floats('one', [1], [0]), floats('zero', [], [0]), floats('two', [], [1])], // prettier-ignore
    });
    expect(messageOf(bytes)).toContain('takes too long to compute while the circuit is built');
  });

  it('is refused if its nodes make too many constants together', () => {
    const bytes = modelBytes({
      node: Array.from({ length: 130 }, (_, n) => node(`OneHot x depth values -> y${n}`)),
      input: [value('x', [1], Type.INT32)],
      output: [value('y129', [1, 2 ** 20])],
      initializer: [integers('depth', [1], [2 ** 20]), floats('values', [2], [0, 1])],
    });
    expect(messageOf(bytes)).toContain('OneHot: at most 134217728 classes and the like in all nodes (y128, y129)');
  });

  it('fails in a pass with sizes that take too much', () => {
    const model = importOnnx(modelBytes({ node: [node('Tanh x -> y')], input: [value('x', ['batch'])], output: [value('y', ['batch'])] }), { limits: { elements: 10 } }); // prettier-ignore
    model.inputs['x']!.set(new Float32Array(10));
    expect(read(model.prediction).shape).toEqual([10]);
    model.inputs['x']!.set(new Float32Array(11));
    expect(() => read(model.prediction)).toThrow(ShapeError);
  });
});
