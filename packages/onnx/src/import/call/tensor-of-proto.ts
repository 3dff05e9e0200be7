import { sizeOf, tensor, type DType, type Tensor } from '@thalweg/tensor';
import { DataError } from '@thalweg/tensor/engine';
import { TensorProto_DataType as Type, TensorProto_DataLocation as Location, type TensorProto } from 'onnx-buf';
import { NotOffered } from './not-offered.ts';

type Numbers = ArrayLike<number | bigint>;

/** A dtype of ONNX: ours, the size of an element, its array over raw bytes, and the field that has the numbers if there are no raw bytes. */
interface Stored {
  readonly dtype: DType;
  readonly raw: new (bytes: ArrayBuffer) => Numbers & { readonly BYTES_PER_ELEMENT: number };
  readonly field: (proto: TensorProto) => Numbers;
  /** Returns the number that stored bits are, if they are no number. */
  readonly unpacked?: (bits: number) => number;
}

const stored: Readonly<Partial<Record<Type, Stored>>> = {
  [Type.FLOAT]: { dtype: 'float32', raw: Float32Array, field: proto => proto.floatData },
  [Type.FLOAT16]: { dtype: 'float32', raw: Uint16Array, field: proto => proto.int32Data, unpacked: halfOf },
  [Type.BFLOAT16]: { dtype: 'float32', raw: Uint16Array, field: proto => proto.int32Data, unpacked: brainOf },
  [Type.DOUBLE]: { dtype: 'float64', raw: Float64Array, field: proto => proto.doubleData },
  [Type.INT32]: { dtype: 'int32', raw: Int32Array, field: proto => proto.int32Data },
  [Type.INT8]: { dtype: 'int32', raw: Int8Array, field: proto => proto.int32Data },
  [Type.INT16]: { dtype: 'int32', raw: Int16Array, field: proto => proto.int32Data },
  [Type.UINT8]: { dtype: 'int32', raw: Uint8Array, field: proto => proto.int32Data },
  [Type.UINT16]: { dtype: 'int32', raw: Uint16Array, field: proto => proto.int32Data },
  [Type.UINT32]: { dtype: 'int32', raw: Uint32Array, field: proto => proto.uint64Data },
  [Type.UINT64]: { dtype: 'int32', raw: BigUint64Array, field: proto => proto.uint64Data },
  [Type.INT64]: { dtype: 'int32', raw: BigInt64Array, field: proto => proto.int64Data },
  [Type.BOOL]: { dtype: 'bool', raw: Uint8Array, field: proto => proto.int32Data },
};

const OFFERED = 'floats of 16, 32 and 64 bits, bool, and whole numbers as int32';

/** Returns our dtype for one of ONNX. Throws {@link NotOffered} for others. */
export function dtypeOfProto(type: number): DType {
  const found = stored[type as Type];
  if (found === undefined) throw new NotOffered(`dtypes other than ${OFFERED}`, 'dtype');
  return found.dtype;
}

/** Returns the name of a dtype of ONNX. */
export function nameOfDtype(type: number): string {
  return Type[type] ?? `dtype ${type}`;
}

/**
 * Returns a stored tensor as ours. Numbers of int64 past the ends of int32 become the ends: positions that mean "to the end"
 * are as large as int64 allows.
 *
 * - **Throws** {@link NotOffered} for other dtypes and for data in another file; `DataError` unless there is one number for
 *   each element, which is checked before anything is allocated
 */
export function tensorOfProto(proto: TensorProto): Tensor {
  const dtype = dtypeOfProto(proto.dataType);
  if (proto.dataLocation === Location.EXTERNAL) throw new NotOffered('data in another file', 'external');
  const { raw, field, unpacked } = stored[proto.dataType as Type]!;
  const shape = proto.dims.map(Number);
  const bytes = new raw(new ArrayBuffer(0)).BYTES_PER_ELEMENT;
  const given = proto.rawData.length > 0 ? proto.rawData.length / bytes : field(proto).length;
  if (shape.some(size => !Number.isSafeInteger(size) || size < 0) || sizeOf(shape) !== given)
    throw new DataError(
      'importOnnx',
      'a tensor must have one number for each element',
      `${given} for [${shape.join(', ')}] in '${proto.name}'`,
      'Export or download the file again.',
    );
  // The bytes may begin at any address.
  const { rawData: found } = proto;
  const numbers = found.length > 0 ? new raw(found.buffer.slice(found.byteOffset, found.byteOffset + found.length)) : field(proto);
  const data = unpacked === undefined ? held(numbers, dtype) : Float32Array.from(numbers, one => unpacked(Number(one)));
  return tensor(data, { shape, dtype });
} // prettier-ignore

/** A number of 16 bits by IEEE 754: a sign, 5 bits of an exponent and 10 of a fraction. */
function halfOf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits & 0x80_00 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The upper half of a float32. */
function brainOf(bits: number): number {
  return new Float32Array(Uint32Array.of((bits & 0xff_ff) << 16).buffer)[0]!;
}

function held(numbers: Numbers, dtype: DType): Float32Array | Float64Array | Int32Array | Uint8Array {
  switch (dtype) {
    case 'float32':
      return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers, Number);
    case 'float64':
      return numbers instanceof Float64Array ? numbers : Float64Array.from(numbers, Number);
    case 'bool':
      return Uint8Array.from(numbers, value => (Number(value) === 0 ? 0 : 1));
    default:
      return numbers instanceof Int32Array ? numbers : Int32Array.from(numbers, value => Math.min(Math.max(Number(value), -(2 ** 31)), 2 ** 31 - 1));
  }
} // prettier-ignore
