import { Tensor, sizeOf, type DType, type TypedArray } from '@thalweg/tensor';
import fc from 'fast-check';
import type { ColumnValue } from '../codecs/columns-codec.ts';

const length = fc.nat(3);

/** Typed arrays of any bits: NaNs with payloads are among them. */
const anyElements: fc.Arbitrary<TypedArray> = fc.oneof(
  length.chain(bytesFor(4)).map(bytes => new Float32Array(bytes.buffer)),
  length.chain(bytesFor(8)).map(bytes => new Float64Array(bytes.buffer)),
  length.chain(bytesFor(4)).map(bytes => new Int32Array(bytes.buffer)),
  length.chain(bytesFor(1)),
);

const arrays: Readonly<Record<DType, (bytes: Uint8Array<ArrayBuffer>) => TypedArray>> = {
  float64: bytes => new Float64Array(bytes.buffer),
  float32: bytes => new Float32Array(bytes.buffer),
  int32: bytes => new Int32Array(bytes.buffer),
  bool: bytes => bytes.map(byte => byte & 1),
};

/** Tensors of each dtype, of sizes from 0 and any bits. */
export const anyTensor: fc.Arbitrary<Tensor> = fc
  .tuple(fc.array(length, { maxLength: 3 }), fc.constantFrom<DType>('float64', 'float32', 'int32', 'bool'))
  .chain(([shape, dtype]) =>
    bytesFor({ float64: 8, float32: 4, int32: 4, bool: 1 }[dtype])(sizeOf(shape)).map(
      bytes => new Tensor(shape, dtype, arrays[dtype](bytes)),
    ),
  );

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\udc00', '\ufeffa', 'ä', '語', '🜁', ''),
);

const anyValue: fc.Arbitrary<ColumnValue> = fc.oneof(
  anyElements,
  anyTensor,
  text,
  fc.double(),
  fc.boolean(),
  fc.array(fc.double(), { maxLength: 4 }),
  fc.array(fc.boolean(), { maxLength: 4 }),
  fc.array(text, { maxLength: 4 }),
);

const name = fc.oneof(fc.constantFrom('a', 'b', '2', '__proto__', 'toString', 'ä'), fc.string());

/** Records of any fields that a codec stores. */
export const anyRecord: fc.Arbitrary<Record<string, ColumnValue>> = fc.dictionary(name, anyValue, {
  maxKeys: 5,
  noNullPrototype: true,
});

/** The bits of a value, its class and its sizes. */
export function bitsOf(value: ColumnValue): unknown {
  if (value instanceof Tensor) return ['tensor', value.dtype, value.shape, bitsOf(value.data)];
  if (ArrayBuffer.isView(value))
    return [value.constructor.name, [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]];
  return value;
}

function bytesFor(width: number): (count: number) => fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return count =>
    fc.uint8Array({ minLength: width * count, maxLength: width * count }).map(bytes => Uint8Array.from(bytes));
}
