import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, tensor, type DType, type Sizes, type Tensor } from '../index.ts';

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

const file = new URL('../../../../tools/laws/reference/tensor-files.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Reference[];

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
