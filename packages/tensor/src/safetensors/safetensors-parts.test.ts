import { expect, it } from 'vitest';
import {
  ContractError,
  decodeSafetensors,
  encodeSafetensors,
  safetensorsEntries,
  safetensorsParts,
  tensor,
  tensorOfEntry,
  type ByteSource,
} from '../index.ts';

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
