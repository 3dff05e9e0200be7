import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type ByteSource,
  ContractError,
  decodeSafetensors,
  type DType,
  encodeSafetensors,
  safetensorsEntries,
  safetensorsParts,
  type Sizes,
  tensor,
  type Tensor,
  tensorOfEntry,
} from '../index.ts';
import { repeatedKey } from './header.ts';

/** A file with any header; `length` is what its first bytes say. */
function file(header: string | Uint8Array, data: readonly number[] = [], length?: number): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const entry = (begin: number, end: number, shape: readonly unknown[] = [end - begin], dtype = 'U8'): string =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

describe('decodeSafetensors refuses', () => {
  const whole = file(`{"a":${entry(0, 4)}}`, zeros(4));

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'a file must begin with 8 bytes, the length of its header, got 0 bytes.'],
    ['7 bytes', new Uint8Array(7), 'a file must begin with 8 bytes, the length of its header, got 7 bytes.'],
    ['a length beyond the file', file('{}', [], 3), 'the header must end within the file, after 11 bytes, got 10 bytes.'],
    ['a length of 100 MB and one', file('{}', [], 100_000_001), 'a header must have at most 100000000 bytes, got 100000001.'],
    ['any text', new TextEncoder().encode('any text at all'), 'a header must have at most 100000000 bytes, got'],
    ['a header that is not UTF-8', file(Uint8Array.of(0x7b, 0xff, 0x7d)), 'the header must be UTF-8, got bytes that are not.'],
    ['a header that is not JSON', file('{"a":'), 'the header must be JSON, got "{\\"a\\":".'],
    ['an empty header', file(''), 'the header must be JSON, got "".'],
    ['JSON with a mark before it', file('\ufeff{}'), 'the header must be JSON, got'],
    ['an array', file('[]'), 'the header must be a JSON object, got "[]".'],
    ['null', file('null'), 'the header must be a JSON object, got "null".'],
    ['metadata that is no string', file('{"__metadata__":{"a":1}}'), '__metadata__ must hold strings by name, got {"a":1}.'],
    ['a tensor of 65 axes', file(`{"a":${entry(0, 1, Array(65).fill(1))}}`, [0]), "'a' must have at most 64 axes, got 65."],
    ['metadata that is a list', file('{"__metadata__":["a"]}'), '__metadata__ must hold strings by name, got ["a"].'],
    ['a name that stands twice', file(`{"a":${entry(0, 0)},"\\u0061":${entry(0, 0)}}`), "a name must occur only once in the header, got 'a' twice."],
    ['two kinds of metadata', file('{"__metadata__":{},"__metadata__":{"a":"b"}}'), "a name must occur only once in the header, got '__metadata__' twice."],
    ['an entry that is none', file('{"a":7}'), "'a' must have a dtype, a shape and two data_offsets, got 7."],
    ['an entry without dtype', file('{"a":{"shape":[],"data_offsets":[0,1]}}', [0]), "'a' must have a dtype, a shape and two data_offsets, got {"],
    ['a shape with a fraction', file(`{"a":${entry(0, 1, [0.5])}}`, [0]), "'a' must have a dtype, a shape and two data_offsets, got {"],
    ['a negative size', file(`{"a":${entry(0, 1, [-1])}}`, [0]), "'a' must have a dtype, a shape and two data_offsets, got {"],
    ['three offsets', file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}', [0]), "'a' must have a dtype, a shape and two data_offsets, got {"],
    ['negative offsets', file(`{"a":${entry(-1, 0)}}`), "'a' must have a dtype, a shape and two data_offsets, got {"],
    ['an unknown dtype', file(`{"a":${entry(0, 1, [1], 'F8_E4M3')}}`, [0]), "the dtype of 'a' must be one of F64, F32, BF16, F16, U64, I64, U32, I32, U16, I16, I8, U8, BOOL, got F8_E4M3."],
    ['a dtype that every object has', file(`{"a":${entry(0, 1, [1], 'toString')}}`, [0]), "the dtype of 'a' must be one of"],
    ['bytes that do not fit the shape', file(`{"a":${entry(0, 4, [2], 'F32')}}`, zeros(4)), "'a', F32 [2], must take 8 bytes, got 0 to 4."],
    ['an end before the beginning', file(`{"a":${entry(4, 0, [0])}}`, zeros(4)), "'a', U8 [0], must take 0 bytes, got 4 to 0."],
    ['a shape of more than all numbers', file(`{"a":${entry(0, 0, [...zeros(40).map(() => 2 ** 52), 0])}}`), 'must take NaN bytes, got 0 to 0.'],
    ['tensors that overlap', file(`{"a":${entry(0, 4)},"b":${entry(3, 6)}}`, zeros(6)), "tensors must not overlap, got 'b' at 3, before 4 where another ends."],
    ['tensors in one place', file(`{"a":${entry(0, 4)},"b":${entry(0, 4)}}`, zeros(4)), "tensors must not overlap, got 'b' at 0, before 4"],
    ['a gap', file(`{"a":${entry(0, 4)},"b":${entry(5, 6)}}`, zeros(6)), "tensors must leave no gaps, got 'b' at 5, after 4 where all before end."],
    ['a gap at the beginning', file(`{"a":${entry(1, 4)}}`, zeros(4)), "tensors must leave no gaps, got 'a' at 1, after 0"],
    ['a tensor cut short', whole.subarray(0, -1), "'a' must end within the file, after 4 bytes of data, got 3 bytes."],
    ['trailing bytes', file(`{"a":${entry(0, 3)}}`, zeros(4)), 'a file must end with its last tensor, after'],
    ['trailing bytes after no tensor', file('{}', [0]), 'a file must end with its last tensor, after 10 bytes, got 11 bytes.'],
    ['a bool that is neither', file(`{"a":${entry(0, 2, [2], 'BOOL')}}`, [1, 2]), "the bytes of 'a', a BOOL, must be 0 or 1, got 2."],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(ContractError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  }); // prettier-ignore

  it.each([
    ['I64', new BigInt64Array([1n, 2n ** 31n]), '2147483648'],
    ['I64', new BigInt64Array([-(2n ** 31n) - 1n]), '-2147483649'],
    ['U64', new BigUint64Array([2n ** 64n - 1n]), '18446744073709551615'],
    ['U32', new Uint32Array([2 ** 31]), '2147483648'],
  ])('%s beyond an int32: %o', (dtype, values, given) => {
    const bytes = file(`{"n":${entry(0, values.byteLength, [values.length], dtype)}}`, [
      ...new Uint8Array(values.buffer),
    ]);
    expect(() => decodeSafetensors(bytes)).toThrow(`the integers of 'n' must fit an int32, got ${given}.`);
  });

  it('every shorter beginning of a file', () => {
    const bytes = encodeSafetensors({ w: tensor([1, 2, 3]), b: tensor(2, { dtype: 'float64' }) }, { made: 'here' });
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(ContractError);
    expect(Object.keys(decodeSafetensors(bytes).tensors)).toEqual(['b', 'w']);
  });
});

describe('decodeSafetensors reads', () => {
  it('tensors in any order of the header, and unknown fields', () => {
    const bytes = file(
      `{ "b" : {"dtype":"U8","shape":[1],"data_offsets":[2,3],"more":{"dtype":1}}, "a": ${entry(0, 2)} }  `,
      [1, 2, 3],
    );
    const { tensors } = decodeSafetensors(bytes);
    expect(Object.entries(tensors).map(([name, { data }]) => [name, ...data])).toEqual([
      ['a', 1, 2],
      ['b', 3],
    ]);
  });

  it('bytes that lie anywhere in a larger buffer, and keeps none of them', () => {
    const bytes = encodeSafetensors({ w: tensor([1, 2, 3], { dtype: 'float64' }) });
    const pool = Buffer.alloc(bytes.length + 3);
    pool.set(bytes, 3);
    const { w } = decodeSafetensors(pool.subarray(3)).tensors;
    pool.fill(255);
    expect(w!.toArray()).toEqual([1, 2, 3]);
    expect(w!.data.buffer.byteLength).toBe(24);
  });
});

describe('encodeSafetensors', () => {
  it('writes only its own elements of a larger buffer', () => {
    const part = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    expect(decodeSafetensors(encodeSafetensors({ part: tensor(part) })).tensors['part']!.toArray()).toEqual([1, 2]);
  });

  it('sorts the keys of metadata, so that equal metadata gives equal bytes', () => {
    const [a, b] = [
      { z: '1', 10: '2', 9: '3', '😀': '4', ﬁ: '5' },
      { ﬁ: '5', '😀': '4', 9: '3', 10: '2', z: '1' },
    ];
    expect(encodeSafetensors({}, a)).toEqual(encodeSafetensors({}, b));
    expect(new TextDecoder().decode(encodeSafetensors({}, a).subarray(8)).trim()).toBe(
      '{"__metadata__":{"10":"2","9":"3","z":"1","ﬁ":"5","😀":"4"}}',
    );
  });

  it('refuses what no file can hold', () => {
    const encode = (name: string, metadata?: Record<string, string>) => () => encodeSafetensors({ [name]: tensor(1) }, metadata);
    expect(encode('__metadata__')).toThrow('encodeSafetensors: no tensor may be called __metadata__');
    expect(encode('\ud83d')).toThrow('names and metadata must be well-formed Unicode, got "\\ud83d"');
    expect(encode('a', { key: '\ude00!' })).toThrow('names and metadata must be well-formed Unicode, got "\\ude00!"');
    expect(encode('a', { key: 7 as unknown as string })).toThrow('metadata must be strings, got 7');
    expect(encode('a', { key: 'x'.repeat(100_000_000) })).toThrow('a header must have at most 100000000 bytes, got 1000000');
  }); // prettier-ignore
});

describe('a key that stands twice', () => {
  it.each([
    ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}', undefined],
    ['{"a":"a","b":"\\"a\\":","c":"{"}', undefined],
    ['{"a":1,"a":2}', 'a'],
    ['[{"b":{"x":[{"é" : 1,"\\u00e9":2}]}}]', 'é'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"a\\\\":1,"a\\\\":2}', 'a\\'],
  ])('in %s is %j', (json, key) => {
    expect(repeatedKey(json)).toBe(key);
  });
});

const tensors = {
  w: tensor([[1, 2], [3, 4]]),
  n: tensor(5, { dtype: 'float64' }),
  empty: tensor([]),
  mask: tensor([true, false]),
  bytes: Uint8Array.of(0, 200, 255),
}; // prettier-ignore

it('the parts of a file are its bytes, and copy no elements', () => {
  const parts = [...safetensorsParts(tensors, { made: 'here' })];
  expect(new Uint8Array(Buffer.concat(parts))).toEqual(encodeSafetensors(tensors, { made: 'here' }));
  expect(parts.some(({ buffer }) => buffer === tensors.w.data.buffer)).toBe(true);
  expect(parts.some(({ buffer }) => buffer === tensors.bytes.buffer)).toBe(true);
});

it('a long string of metadata may come in parts', () => {
  const text = ['{"a":"', 'é"\\', '😀"}'];
  expect(new Uint8Array(Buffer.concat([...safetensorsParts({}, { text, b: '' })]))).toEqual(
    encodeSafetensors({}, { text: text.join(''), b: '' }),
  );
});

it('bytes are written as they are, between int32 and bool, and read as int32 or unconverted', () => {
  const file = encodeSafetensors(tensors);
  expect(decodeSafetensors(file).tensors['bytes']!.toArray()).toEqual([0, 200, 255]);
  const { entries } = safetensorsEntries({ length: file.length, read: (at, into) => into.set(file.subarray(at, at + into.length)) }); // prettier-ignore
  expect(entries.map(({ name, dtype }) => [name, dtype])).toEqual([
    ['n', 'F64'],
    ['empty', 'F32'],
    ['w', 'F32'],
    ['bytes', 'U8'],
    ['mask', 'BOOL'],
  ]);
  expect([...entries[3]!.bytes]).toEqual([0, 200, 255]);
});

it('a source is read once, from the first byte to the last, and nothing beyond its end', () => {
  const file = encodeSafetensors(tensors, { made: 'here' });
  const ranges: [number, number][] = [];
  const source: ByteSource = {
    length: file.length,
    read: (begin, into) => {
      ranges.push([begin, begin + into.length]);
      into.set(file.subarray(begin, begin + into.length));
    },
  };
  expect(decodeSafetensors(source)).toEqual(decodeSafetensors(file));
  const filled = ranges.filter(([begin, end]) => end > begin);
  expect(filled[0]![0]).toBe(0);
  expect(filled.at(-1)![1]).toBe(file.length);
  for (const [i, [begin]] of filled.slice(1).entries()) expect(begin).toBe(filled[i]![1]);
});

it('memory is taken for a tensor only when the header says nothing wrong', () => {
  const header = JSON.stringify({
    a: { dtype: 'F32', shape: [2 ** 40], data_offsets: [0, 2 ** 42] },
    b: { dtype: 'F32', shape: [1], data_offsets: [2 ** 42, 2 ** 42 + 4] },
  });
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(new TextEncoder().encode(header), 8);
  expect(() => decodeSafetensors(bytes)).toThrow("'a' must end within the file");
});

it.each([
  ['an entry of 20,000 levels', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'a header must have at most 3 lists and objects within each other, got 20001.'],
  ['metadata of 20,000 levels', `{"__metadata__":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`, 'at most 3 lists and objects'],
  ['a million objects', `{"a":[${'{},'.repeat(1e6)}{}]}`, 'a header must have two lists for each tensor, got 1000003 lists and objects in 3000010 bytes.'],
])('a header that has %s is refused in words', (_, text, message) => {
  const header = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 8);
  expect(() => decodeSafetensors(bytes)).toThrow(message);
}); // prettier-ignore

it('many tensors with the shortest entries are read', () => {
  const tensors = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i.toString(36), new Uint8Array()]));
  const file = encodeSafetensors({ '': new Uint8Array(), ...tensors });
  expect(Object.keys(decodeSafetensors(file).tensors)).toHaveLength(1001);
});

it.each([
  ['another dtype than the format has', 'label', 4],
  ['a dtype that every object has a field of', 'toString', 4],
  ['too few bytes', 'F32', 3],
  ['the bytes of another shape', 'F32', 8],
])('an entry with %s is refused', (_, dtype, length) => {
  const entry = { name: 'a', dtype, shape: [1], bytes: new Uint8Array(length) };
  expect(() => tensorOfEntry(entry)).toThrow(ContractError);
});

/** A file that the reference implementation wrote; see `tools/laws/reference`. */
interface Reference {
  readonly name: string;
  readonly file: string;
  readonly tensors: Readonly<Record<string, Value>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

interface Value {
  readonly dtype: string;
  readonly shape: Sizes;
  readonly data: readonly (number | boolean | string)[];
}

const address = new URL('../../../../tools/laws/reference/tensor-files.json', import.meta.url);

const references = JSON.parse(readFileSync(address, 'utf8')) as Reference[];

const ours: Readonly<Record<string, DType>> = { F64: 'float64', F32: 'float32', I32: 'int32', BOOL: 'bool' };

const floats = ['F64', 'F32', 'F16', 'BF16'];

const readAs = (dtype: string): DType => ours[dtype] ?? (floats.includes(dtype) ? 'float32' : 'int32');

const tensorOf = ({ dtype, shape, data }: Value): Tensor => tensor(data.map(Number), { shape, dtype: readAs(dtype) });

/** Tensors as they compare: `toEqual` tells -0 from 0, and every NaN is NaN. */
const plain = ({ shape, data }: Tensor): unknown => ({ shape, data: [...data] });

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

it.each(references)('a file with $name is read', ({ file, tensors, metadata }) => {
  const read = decodeSafetensors(bytesOf(file));
  expect(read.metadata).toEqual(metadata ?? {});
  expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
  for (const [name, value] of Object.entries(tensors)) {
    expect(read.tensors[name]!.dtype).toBe(readAs(value.dtype));
    expect(plain(read.tensors[name]!)).toEqual(plain(tensorOf(value)));
  }
});

const writable = references.filter(({ tensors }) => Object.values(tensors).every(({ dtype }) => dtype in ours));

it.each(writable)('a file with $name is written, byte for byte', ({ file, tensors, metadata }) => {
  const given = Object.entries(tensors).map(([name, value]) => [name, tensorOf(value)] as const);
  expect(encodeSafetensors(Object.fromEntries(given.reverse()), metadata)).toEqual(bytesOf(file));
});

it('has files of every element type', () => {
  const types = new Set(references.flatMap(({ tensors }) => Object.values(tensors).map(({ dtype }) => dtype)));
  expect([...types].sort()).toEqual(
    ['BF16', 'BOOL', 'F16', 'F32', 'F64', 'I16', 'I32', 'I64', 'I8', 'U16', 'U32', 'U64', 'U8'].sort(),
  );
});
