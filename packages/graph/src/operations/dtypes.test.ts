import { DtypeError, tensor, type DType } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import { add, cast, constant, gradient, less, mul, parameter, read, sum, where, type Node } from '../index.ts';

const of = (values: number[] | boolean[], dtype: DType): Node => constant(values as number[], { dtype }) as Node;
const shown = (node: Node): string => read(node).toString();

describe('whole numbers', () => {
  const [a, b] = [of([7, -8, 9], 'int32'), of([2, 3, -4], 'int32')];

  it('stay whole', () => {
    expect(shown(add(a, b))).toBe('int32 [3] [9, -5, 5]');
    expect(shown(graph.sub(a, b))).toBe('int32 [3] [5, -11, 13]');
    expect(shown(mul(a, b))).toBe('int32 [3] [14, -24, -36]');
    expect(shown(graph.neg(a))).toBe('int32 [3] [-7, 8, -9]');
    expect(shown(graph.abs(a))).toBe('int32 [3] [7, 8, 9]');
    expect(shown(graph.square(a))).toBe('int32 [3] [49, 64, 81]');
    expect(shown(graph.maximum(a, b))).toBe('int32 [3] [7, 3, 9]');
    expect(shown(graph.relu(a))).toBe('int32 [3] [7, 0, 9]');
    expect(shown(graph.floor(a))).toBe('int32 [3] [7, -8, 9]');
    expect(shown(graph.clip(a, { min: -2, max: 8 }))).toBe('int32 [3] [7, -2, 8]');
    expect(shown(sum(a))).toBe('int32 [] 8');
    expect(shown(graph.prod(a))).toBe('int32 [] -504');
    expect(shown(graph.cumsum(a))).toBe('int32 [3] [7, -1, 8]');
    expect(shown(graph.max(a))).toBe('int32 [] 9');
    expect(shown(graph.matmul(graph.reshape(a, [1, 3]), graph.reshape(b, [3, 1])))).toBe('int32 [1, 1] [[-46]]');
    expect(shown(graph.gather(a, of([2, 0], 'int32')))).toBe('int32 [2] [9, 7]');
  });

  it('take a number of their kind, and refuse others when the node is built', () => {
    expect(shown(add(a, 1))).toBe('int32 [3] [8, -7, 10]');
    expect(() => add(a, 0.5)).toThrow('int32 elements must be whole numbers');
    expect(() => graph.clip(a, { min: 0.5 })).toThrow('int32 elements must be whole numbers');
  });

  it('wrap around like an Int32Array, fused or not', () => {
    const most = of([2 ** 31 - 1], 'int32');
    expect(read(add(most, 1)).item()).toBe(-(2 ** 31));
  });

  it.each(['div', 'exp', 'log', 'sqrt', 'reciprocal', 'tanh', 'sigmoid', 'sin', 'cos', 'pow', 'mean', 'softmax', 'logSoftmax', 'log1p', 'expm1', 'erf', 'softplus', 'elu', 'leakyRelu', 'gelu', 'silu', 'variance', 'logSumExp', 'norm'] as const)(
    'are refused by %s, which would cut them',
    name => {
      const apply = graph[name] as (...inputs: Node[]) => Node;
      const inputs = name === 'div' || name === 'pow' ? [a, b] : [a];
      expect(() => apply(...inputs)).toThrow(/inputs must be float32 or float64, got int32.*Convert them with cast\./);
    },
  ); // prettier-ignore
});

describe('flags', () => {
  const [p, q] = [of([true, true, false], 'bool'), of([true, false, false], 'bool')];

  it('are compared and chosen by', () => {
    expect(shown(graph.equal(p, q))).toBe('bool [3] [true, false, true]');
    expect(shown(graph.notEqual(p, q))).toBe('bool [3] [false, true, false]');
    expect(shown(less(q, p))).toBe('bool [3] [false, true, false]');
    expect(shown(where(p, q, p))).toBe('bool [3] [true, false, false]');
    expect(shown(graph.max(p))).toBe('bool [] true');
    expect(shown(graph.min(p))).toBe('bool [] false');
  });

  it.each(['add', 'sub', 'mul', 'maximum', 'neg', 'relu', 'abs', 'square', 'sum', 'floor', 'prod', 'cumsum'] as const)(
    'are no numbers to %s',
    name => {
      const apply = graph[name] as (...inputs: Node[]) => Node;
      const inputs = ['add', 'sub', 'mul', 'maximum'].includes(name) ? [p, q] : [p];
      expect(() => apply(...inputs)).toThrow(/inputs must be numbers, got bool.* Convert flags with cast\./);
    },
  );

  it('are not clipped', () => {
    expect(() => graph.clip(p, { min: 0 })).toThrow('clip: inputs must be numbers, got bool and bool');
  });

  it('are no matrices', () => {
    const matrix = graph.reshape(p, [1, 3]);
    expect(() => graph.matmul(matrix, graph.transpose(matrix))).toThrow(DtypeError);
  });
});

describe('cast', () => {
  const x = of([-1.75, 0, 0.5, 2.75], 'float64');

  it('cuts towards 0, and takes all but 0 as true', () => {
    expect(shown(cast(x, 'int32'))).toBe('int32 [4] [-1, 0, 0, 2]');
    expect(shown(cast(x, 'bool'))).toBe('bool [4] [true, false, true, true]');
    expect(shown(cast(of([NaN, -0], 'float64'), 'bool'))).toBe('bool [2] [true, false]');
    expect(shown(cast(of([true, false], 'bool'), 'int32'))).toBe('int32 [2] [1, 0]');
    expect(shown(cast(of([3, -4], 'int32'), 'float32'))).toBe('float32 [2] [3, -4]');
  });

  it('rounds to float32', () => {
    expect(read(cast(of([0.1], 'float64'), 'float32')).item()).toBe(Math.fround(0.1));
  });

  it('is the node itself where nothing changes', () => {
    expect(cast(x, 'float64')).toBe(x);
  });

  it('carries a gradient between floats, in the dtype of each', () => {
    const w = parameter([0.5, 2]);
    const slope = gradient(sum(cast(w, 'float64')), w);
    expect(shown(slope)).toBe('float32 [2] [1, 1]');
  });

  it('refuses one from whole numbers, and names what they come from', () => {
    const w = parameter([0.5, 2]);
    expect(() => gradient(sum(cast(graph.argmax(w), 'float32')), w)).toThrow(
      'cast to float32: an operation on the path must have a gradient, got none back to argmax. Wrap it in stopGradient',
    );
  });
});

describe('dtypes that do not fit', () => {
  const [single, double] = [of([1], 'float32'), of([1], 'float64')];

  it('are an error when the node is built', () => {
    expect(() => add(single, double)).toThrow(
      'add: inputs must have one dtype, got float32 and float64. Convert one of them with cast.',
    );
    expect(() => less(single, double)).toThrow('less: inputs must have one dtype');
    expect(() => graph.matmul(graph.reshape(single, [1, 1]), graph.reshape(double, [1, 1]))).toThrow(
      'matmul: inputs must have one dtype',
    );
    expect(() => where(single, single, single)).toThrow(
      'where: the condition must be bool, got float32. Compare first',
    );
    expect(() => where(less(single, 2), single, double)).toThrow('where: both values must have one dtype');
    expect(() => graph.gather(single, single)).toThrow(
      'gather: indices must be int32, got float32. Convert them with cast.',
    );
    expect(() => graph.oneHot(single, 3)).toThrow('oneHot: indices must be int32');
    expect(() => graph.scatterAddLike(single, single, single)).toThrow('scatterAdd: indices must be int32');
  });

  it('a number takes the dtype of the node beside it', () => {
    expect(add(double, 0.1).dtype).toBe('float64');
    expect(read(add(0.1, double)).item()).toBe(1.1);
    expect(add(0.1, single).dtype).toBe('float32');
    expect(read(mul(single, constant(tensor(0.1)))).item()).toBe(Math.fround(0.1));
  });

  it('operands must be as many as the operation takes, and a node among them', () => {
    expect(() => (add as (...x: Node[]) => Node)(single)).toThrow('add: operands must be 2, got 1. Check the call.');
    expect(() => (graph.exp as (...x: Node[]) => Node)(single, single)).toThrow('exp: operands must be 1, got 2');
    expect(() => add(1, 2)).toThrow(
      'add: at least one operand must be a node, got 1 and 2. Wrap a value with constant(…).',
    );
    expect(() => (add as (...x: unknown[]) => Node)(single, [1])).toThrow(
      'add: inputs must be nodes, got Array. Wrap a value with constant(…).',
    );
  });
});
