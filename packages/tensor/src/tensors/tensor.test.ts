import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ContractError } from '../contracts/contract-error.ts';
import type { DType } from './dtype.ts';
import { ShapeError } from './shape-error.ts';
import { tensor, Tensor } from './tensor.ts';

describe('a tensor from nested arrays', () => {
  it.each([
    [[1, 2, 3], [3]],
    [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [3, 2],
    ],
    [[[[1], [2]]], [1, 2, 1]],
    [[], [0]],
    [
      [[], []],
      [2, 0],
    ],
    [[[[], []]], [1, 2, 0]],
  ])('%j has the shape %j and gives the numbers back', (values, shape) => {
    const made = tensor(values);
    expect(made.shape).toEqual(shape);
    expect(made.dtype).toBe('float32');
    expect(made.data).toBeInstanceOf(Float32Array);
    expect(made.toArray()).toEqual(values);
    expect(made.size).toBe(made.data.length);
  });

  it('lies in row-major order', () => {
    expect(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).data,
    ).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  it('does not follow later changes of the arrays', () => {
    const rows = [[1, 2]];
    const made = tensor(rows);
    rows[0]![0] = 9;
    expect(made.toArray()).toEqual([[1, 2]]);
  });

  it.each<[DType, readonly (number | boolean)[], unknown, readonly (number | boolean)[]]>([
    ['float32', [0.1, NaN, -Infinity, true], Float32Array, [Math.fround(0.1), NaN, -Infinity, 1]],
    ['float64', [0.1, NaN, 1e300, false], Float64Array, [0.1, NaN, 1e300, 0]],
    ['int32', [-7, 2 ** 31 - 1, -(2 ** 31), true], Int32Array, [-7, 2 ** 31 - 1, -(2 ** 31), 1]],
    ['bool', [true, false, 1, 0], Uint8Array, [true, false, true, false]],
  ])('%s stores %j', (dtype, values, storage, kept) => {
    const made = tensor(values, { dtype });
    expect(made.dtype).toBe(dtype);
    expect(made.data).toBeInstanceOf(storage);
    expect(made.toArray()).toEqual(kept);
  });

  it('is bool when its first element is a boolean', () => {
    expect(tensor([[true], [false]]).dtype).toBe('bool');
    expect(tensor(false).dtype).toBe('bool');
  });

  it('takes another shape of as many elements', () => {
    expect(tensor([1, 2, 3, 4], { shape: [2, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor([], { shape: [0, 3] }).shape).toEqual([0, 3]);
    expect(tensor(5, { shape: [1, 1] }).toArray()).toEqual([[5]]);
  });
});

describe('a tensor from a typed array', () => {
  it.each<[DType, Float32Array | Float64Array | Int32Array | Uint8Array]>([
    ['float32', Float32Array.of(1, 0)],
    ['float64', Float64Array.of(1, 0)],
    ['int32', Int32Array.of(1, 0)],
    ['bool', Uint8Array.of(1, 0)],
  ])('of %s takes it without a copy', (dtype, data) => {
    const made = tensor(data, { shape: [1, 2] });
    expect(made.data).toBe(data);
    expect(made.dtype).toBe(dtype);
    expect(tensor(data).shape).toEqual([2]);
    expect(tensor(data, { dtype }).data).toBe(data);
  });

  it('of another dtype converts it', () => {
    const bytes = Uint8Array.of(0, 17, 255);
    expect(tensor(bytes, { dtype: 'float32' }).data).toEqual(Float32Array.of(0, 17, 255));
    expect(tensor(Float64Array.of(0.1), { dtype: 'float32' }).data).toEqual(Float32Array.of(0.1));
    expect(tensor(Float32Array.of(3, -0), { dtype: 'int32' }).data).toEqual(Int32Array.of(3, 0));
    expect(tensor(Int32Array.of(1, 0), { dtype: 'bool' }).toArray()).toEqual([true, false]);
  });

  it('does not follow later changes of the shape option', () => {
    const shape = [2, 1];
    const made = tensor(Float32Array.of(1, 2), { shape });
    shape[0] = 9;
    expect(made.shape).toEqual([2, 1]);
  });
});

describe('a tensor from a tensor', () => {
  it('is the same one when nothing changes', () => {
    const made = tensor([[1, 2]]);
    expect(tensor(made)).toBe(made);
    expect(tensor(made, { dtype: 'float32' })).toBe(made);
  });

  it('shares the elements under another shape, not under another dtype', () => {
    const made = tensor([[1, 2]]);
    expect(tensor(made, { shape: [2] }).data).toBe(made.data);
    expect(tensor(made, { dtype: 'float64' }).data).toEqual(Float64Array.of(1, 2));
    expect(tensor(made, { dtype: 'float64' }).shape).toEqual([1, 2]);
  });
});

describe('a scalar', () => {
  it('gives its number back, rounded as its dtype rounds', () => {
    expect(tensor(3).item()).toBe(3);
    expect(tensor(0.1).item()).toBe(Math.fround(0.1));
    expect(tensor(0.1, { dtype: 'float64' }).item()).toBe(0.1);
    expect(tensor(-0, { dtype: 'float64' }).item()).toBe(-0);
    expect(tensor(true).item()).toBe(1);
    expect(tensor(3)).toMatchObject({ shape: [], size: 1, dtype: 'float32' });
  });

  it('is a number or a boolean as an array', () => {
    expect(tensor(3).toArray()).toBe(3);
    expect(tensor(true).toArray()).toBe(true);
  });

  it('gets an array when somebody asks for it, and keeps it', () => {
    const made = new Tensor([], 'float64', 2.5);
    const { data } = made;
    expect(data).toEqual(Float64Array.of(2.5));
    expect(made.data).toBe(data);
    expect(made.item()).toBe(2.5);
    expect(made.toArray()).toBe(2.5);
  });

  it('of any shape of size 1 has an item', () => {
    expect(tensor([[7]]).item()).toBe(7);
    expect(() => tensor([1, 2]).item()).toThrow(
      'item: the tensor must have exactly one element, got [2]. Use toArray().',
    );
    expect(() => tensor([]).item()).toThrow('got [0]');
  });
});

describe('a tensor of plain numbers', () => {
  const made = (): Tensor<readonly [2, 2]> => new Tensor([2, 2], 'float32', [0.5, -0, NaN, 2]);

  it('is like one of a typed array, of which it makes one when somebody asks, and keeps it', () => {
    const told = made();
    expect(told.size).toBe(4);
    expect(told.toArray()).toEqual([
      [0.5, -0],
      [NaN, 2],
    ]);
    expect(JSON.stringify(told)).toBe('{"shape":[2,2],"dtype":"float32","data":[0.5,0,null,2]}');
    expect(told.numbers).toBe(told.numbers);
    expect(told.data).toEqual(Float32Array.of(0.5, -0, NaN, 2));
    expect(told.data).toBe(told.data);
    expect(told.numbers).toBe(told.data);
    expect(made()).toEqual(tensor([[0.5, -0], [NaN, 2]])); // prettier-ignore
  });

  it('has an item if it is of size 1, and keeps flags and whole numbers', () => {
    expect(new Tensor([1], 'float64', [0.1]).item()).toBe(0.1);
    expect(new Tensor([2], 'bool', [1, 0]).toArray()).toEqual([true, false]);
    expect(new Tensor([2], 'int32', [-(2 ** 31), 7]).data).toEqual(Int32Array.of(-(2 ** 31), 7));
    expect(new Tensor([0], 'int32', []).data).toEqual(new Int32Array(0));
  });
});

describe('the numbers of a tensor', () => {
  it('are its elements, and one of a scalar', () => {
    expect(tensor(0.5).numbers).toEqual([0.5]);
    const { numbers, data } = tensor([[1], [2]]);
    expect(numbers).toBe(data);
  });
});

describe('tensor refuses', () => {
  it.each([
    [[[1, 2], [3]], 'the rows along axis 1 must be equally long, got [2] and [1]'],
    [[[1, 2], 3], 'the rows along axis 1 must be equally long, got [2] and []'],
    [[1, [2]], 'the rows along axis 1 must be equally long, got [] and [1]'],
    [[[], [1]], 'the rows along axis 1 must be equally long, got [0] and [1]'],
    [[[[1], [2]], [[3]]], 'the rows along axis 1 must be equally long, got [2] and [1]'],
    [
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      'the rows along axis 2 must be equally long, got [1] and [2]',
    ],
  ])('the ragged rows %j', (values, message) => {
    expect(() => tensor(values)).toThrow(ShapeError);
    expect(() => tensor(values)).toThrow(`tensor: ${message}. Pad or cut the rows to one length.`);
  });

  it.each([
    [5, [2]],
    [
      [1, 2, 3],
      [2, 2],
    ],
    [[[1, 2]], [1]],
    [[], []],
    [Float32Array.of(1, 2), [3]],
  ])('%j in the shape %j', (values, shape) => {
    expect(() => tensor(values, { shape })).toThrow('tensor: the number of elements must fit the shape, got [');
    expect(() => tensor(tensor(values), { shape })).toThrow(ShapeError);
  });

  it.each([[[-1, -2]], [[0.5, 4]], [[NaN]]])('the sizes %j', shape => {
    expect(() => tensor([1, 2], { shape })).toThrow('tensor: sizes must be whole numbers of at least 0, got [');
  });

  it.each([
    ['a', "'a'"],
    [['1'], "'1'"],
    [[[1], [null]], 'null', 'Fill it in, or leave it out.'],
    [undefined, 'undefined', 'Fill it in, or leave it out.'],
    [[1, undefined], 'undefined', 'Fill it in, or leave it out.'],
    [[1, 2n], '2n'],
    [{ a: 1 }, 'Object'],
    [[Float32Array.of(1)], 'Float32Array', 'Try tensor(data, { shape }).'],
    [{ shape: [1, 1, 1], data: Uint8Array.of(7) }, 'Object', 'Make pixels numbers by normalize().'],
    [[[1], 'row'], "'row'"],
  ])('the element in %o', (values, given, advice = 'Convert it first, as by Number(…).') => {
    expect(() => tensor(values as never)).toThrow(ContractError);
    expect(() => tensor(values as never)).toThrow(
      `tensor: elements must be numbers or booleans, in arrays, got ${given}. ${advice}`,
    );
  });

  it.each([
    [[1.5], 'int32'],
    [[NaN], 'int32'],
    [2 ** 31, 'int32'],
    [Float32Array.of(1, Infinity), 'int32'],
    [[2], 'bool'],
    [[true, 0.5], 'bool'],
    [Uint8Array.of(0, 255), 'bool'],
    [Float32Array.of(NaN), 'bool'],
  ] as const)('%j as %s, rather than cut it', (values, dtype) => {
    expect(() => tensor(values, { dtype })).toThrow(ContractError);
    expect(() => tensor(values, { dtype })).toThrow(`tensor: ${dtype} elements must be `);
  });

  it.each([Uint32Array.of(1), Uint8ClampedArray.of(1), BigInt64Array.of(1n), new DataView(new ArrayBuffer(1))])(
    'the storage of %o',
    values => {
      expect(() => tensor(values as never)).toThrow(
        `Int32Array or Uint8Array, got ${values.constructor.name}. Convert it`,
      );
    },
  );
});

describe('a tensor in words', () => {
  it.each([
    [
      tensor([
        [1, 2],
        [3, 4],
      ]),
      'float32 [2, 2] [[1, 2], [3, 4]]',
    ],
    [tensor(3), 'float32 [] 3'],
    [tensor(true), 'bool [] true'],
    [tensor([true, false]), 'bool [2] [true, false]'],
    [tensor([]), 'float32 [0] []'],
    [tensor([[], []]), 'float32 [2, 0] [[], []]'],
    [tensor([], { shape: [0, 3] }), 'float32 [0, 3] []'],
    [tensor([1, 2, 3, 4, 5, 6, 7]), 'float32 [7] [1, 2, 3, 4, 5, 6, 7]'],
    [tensor([1, 2, 3, 4, 5, 6, 7, 8]), 'float32 [8] [1, 2, 3, …, 6, 7, 8]'],
    [
      tensor(new Int32Array(1000), { shape: [500, 2] }),
      `int32 [500, 2] [[0, 0], [0, 0], [0, 0], …, [0, 0], [0, 0], [0, 0]]`,
    ],
    [tensor(Int32Array.of(1234567, -7)), 'int32 [2] [1234567, -7]'],
    [tensor([0.1, 1 / 3, 12345.678, 60_000, 1e-9, -2.00001]), 'float32 [6] [0.1, 0.3333, 12346, 60000, 1e-9, -2]'],
    [tensor([NaN, Infinity, -Infinity]), 'float32 [3] [NaN, Infinity, -Infinity]'],
  ])('%s', (made, text) => {
    expect(String(made)).toBe(text);
    expect(inspect(made)).toBe(text);
  });

  it('is plain data as JSON, from which it can be made again', () => {
    const made = tensor(
      [
        [1.5, -2],
        [3, 4],
      ],
      { dtype: 'float64' },
    );
    const text = JSON.stringify(made);
    expect(text).toBe('{"shape":[2,2],"dtype":"float64","data":[1.5,-2,3,4]}');
    const { data, ...options } = JSON.parse(text) as { shape: number[]; dtype: DType; data: number[] };
    const again = tensor(data, options);
    expect(again).toMatchObject({ shape: made.shape, dtype: made.dtype, data: made.data });
    expect(JSON.stringify(tensor(true))).toBe('{"shape":[],"dtype":"bool","data":[1]}');
    expect(JSON.stringify(tensor([]))).toBe('{"shape":[0],"dtype":"float32","data":[]}');
  });
});

describe('an array whose buffer was transferred', () => {
  const transfer = ({ buffer }: ArrayBufferView): unknown =>
    structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
  const gone =
    'tensor: the elements must be there, got an array whose buffer was transferred. Transfer a copy: array.slice().';

  it('makes no tensor, unlike one without elements', () => {
    const data = Float32Array.of(1, 2);
    transfer(data);
    expect(() => tensor(data)).toThrow(gone);
    expect(tensor(new Float32Array(0)).size).toBe(0);
    expect(tensor(new Float32Array(0)).data).toHaveLength(0);
  });

  it('is named by the tensor that was made of it before', () => {
    const made = tensor([[1, 2], [3, 4]]); // prettier-ignore
    transfer(made.data);
    expect(() => made.data).toThrow(gone);
  });
});

const pairs = [
  ['an element', tensor([1, 2, 3]), tensor([1, 2, 4])],
  ['a shape', tensor([1, 2]), tensor([[1, 2]])],
  ['a dtype', tensor([1, 2]), tensor([1, 2], { dtype: 'float64' })],
  ['a sign of zero', tensor([0]), tensor([-0])],
] as const;

it.each(pairs)('expectations see %s of tensors that differs, at any depth', (_, a, b) => {
  expect(a).not.toEqual(b);
  expect({ records: [{ a }] }).not.toEqual({ records: [{ a: b }] });
  expect({ a }).not.toStrictEqual({ a: b });
  expect({ a }).not.toMatchObject({ a: b });
});

it('expectations take tensors with the same elements for equal', () => {
  for (const value of [[1, 2], [NaN], [], [[1], [2]]]) expect({ a: tensor(value) }).toEqual({ a: tensor(value) });
});
