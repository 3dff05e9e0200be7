import type { DType, TypedArray } from '../tensors/dtype.ts';
import { sizeOf, type Sizes } from '../tensors/shape.ts';
import { refusal } from './header.ts';

/** An element type of the format, and the dtype that it is read as. */
export interface ElementType {
  /** Bytes an element. */
  readonly width: number;
  readonly dtype: DType;
  /** The elements in a buffer that is theirs alone; `name` is the tensor's. */
  readonly read: (buffer: ArrayBuffer, name: string) => TypedArray;
}

/** The element types of the format that fit a dtype of ours, by the format's names. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  F64: { width: 8, dtype: 'float64', read: buffer => new Float64Array(buffer) },
  F32: { width: 4, dtype: 'float32', read: buffer => new Float32Array(buffer) },
  BF16: { width: 2, dtype: 'float32', read: buffer => floatOfBrainFloat(new Uint16Array(buffer)) },
  F16: { width: 2, dtype: 'float32', read: buffer => Float32Array.from(new Uint16Array(buffer), floatOfHalf) },
  U64: { width: 8, dtype: 'int32', read: (buffer, name) => fitting(new BigUint64Array(buffer), name) },
  I64: { width: 8, dtype: 'int32', read: (buffer, name) => fitting(new BigInt64Array(buffer), name) },
  U32: { width: 4, dtype: 'int32', read: (buffer, name) => fitting(new Uint32Array(buffer), name) },
  I32: { width: 4, dtype: 'int32', read: buffer => new Int32Array(buffer) },
  U16: { width: 2, dtype: 'int32', read: buffer => Int32Array.from(new Uint16Array(buffer)) },
  I16: { width: 2, dtype: 'int32', read: buffer => Int32Array.from(new Int16Array(buffer)) },
  I8: { width: 1, dtype: 'int32', read: buffer => Int32Array.from(new Int8Array(buffer)) },
  U8: { width: 1, dtype: 'int32', read: buffer => Int32Array.from(new Uint8Array(buffer)) },
  BOOL: { width: 1, dtype: 'bool', read: (buffer, name) => booleans(new Uint8Array(buffer), name) },
};

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function floatOfHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

/** A bfloat16 is the upper half of a float32. */
function floatOfBrainFloat(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, upper => upper << 16).buffer);
}

function fitting(values: BigUint64Array | BigInt64Array | Uint32Array, name: string): Int32Array {
  return Int32Array.from(values as Iterable<bigint | number>, value => {
    const number = Number(value);
    if (number !== (number | 0))
      throw refusal(
        `the integers of '${name}' must fit an int32`,
        String(value),
        'Save it as F64 if it must be so large.',
      );
    return number;
  });
}

function booleans(bytes: Uint8Array, name: string): Uint8Array {
  const other = bytes.find(byte => byte > 1);
  if (other !== undefined) throw refusal(`the bytes of '${name}', a BOOL, must be 0 or 1`, String(other));
  return bytes;
}

/** Returns the bytes of a tensor. Throws {@link ContractError} for a dtype that the format does not have. */
export function bytesOf(name: string, dtype: string, shape: Sizes): number {
  if (Object.hasOwn(elementTypes, dtype)) return sizeOf(shape) * elementTypes[dtype]!.width;
  throw refusal(`the dtype of '${name}' must be one of ${Object.keys(elementTypes).join(', ')}`, dtype, 'Convert it.');
}
