import { tensor, type DType, type Tensor } from '@thalweg/tensor';
import { TensorProto_DataType as Type, type TensorProto } from 'onnx-buf';
import { NotOffered } from './not-offered.ts';

type Numbers = ArrayLike<number | bigint>;

/** A dtype of ONNX: ours, the array that raw bytes are, and the field that has the numbers if there are no raw bytes. */
interface Stored {
  readonly dtype: DType;
  readonly raw: (bytes: ArrayBuffer) => Numbers;
  readonly field: (proto: TensorProto) => Numbers;
}

const stored: Readonly<Partial<Record<Type, Stored>>> = {
  [Type.FLOAT]: { dtype: 'float32', raw: bytes => new Float32Array(bytes), field: proto => proto.floatData },
  [Type.DOUBLE]: { dtype: 'float64', raw: bytes => new Float64Array(bytes), field: proto => proto.doubleData },
  [Type.INT32]: { dtype: 'int32', raw: bytes => new Int32Array(bytes), field: proto => proto.int32Data },
  [Type.INT8]: { dtype: 'int32', raw: bytes => new Int8Array(bytes), field: proto => proto.int32Data },
  [Type.INT16]: { dtype: 'int32', raw: bytes => new Int16Array(bytes), field: proto => proto.int32Data },
  [Type.UINT8]: { dtype: 'int32', raw: bytes => new Uint8Array(bytes), field: proto => proto.int32Data },
  [Type.UINT16]: { dtype: 'int32', raw: bytes => new Uint16Array(bytes), field: proto => proto.int32Data },
  [Type.UINT32]: { dtype: 'int32', raw: bytes => new Uint32Array(bytes), field: proto => proto.uint64Data },
  [Type.UINT64]: { dtype: 'int32', raw: bytes => new BigUint64Array(bytes), field: proto => proto.uint64Data },
  [Type.INT64]: { dtype: 'int32', raw: bytes => new BigInt64Array(bytes), field: proto => proto.int64Data },
  [Type.BOOL]: { dtype: 'bool', raw: bytes => new Uint8Array(bytes), field: proto => proto.int32Data },
};

const OFFERED = 'float32, float64, bool, and whole numbers as int32';

/** Returns our dtype for one of ONNX. Throws {@link NotOffered} for others. */
export function dtypeOfProto(type: number): DType {
  const found = stored[type as Type];
  if (found === undefined) throw new NotOffered(`dtypes other than ${OFFERED}`);
  return found.dtype;
}

/** Returns a stored tensor as ours. Throws {@link NotOffered} for other dtypes. Numbers of int64 past the ends of int32 become the ends. */
export function tensorOfProto(proto: TensorProto): Tensor {
  const dtype = dtypeOfProto(proto.dataType);
  const { raw, field } = stored[proto.dataType as Type]!;
  // The bytes may begin at any address.
  const numbers = proto.rawData.length > 0 ? raw(Uint8Array.from(proto.rawData).buffer) : field(proto);
  const data = Array.from(numbers, Number);
  // Positions that mean "to the end" are as large as int64 allows: they mean the same in int32.
  const held = dtype === 'int32' ? data.map(value => Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1)) : data;
  return tensor(held, { shape: proto.dims.map(Number), dtype });
}
