import { tensor, type DType, type Tensor } from '@thalweg/tensor';
import { TensorProto_DataType as Type, type TensorProto } from 'onnx-buf';

/** Dtypes of tests: ours, and the array of their bytes. The importer has a reader of its own, which this one checks. */
const arrays: Readonly<Partial<Record<Type, readonly [DType, (bytes: ArrayBuffer) => ArrayLike<number | bigint>]>>> = {
  [Type.FLOAT]: ['float32', bytes => new Float32Array(bytes)],
  [Type.DOUBLE]: ['float64', bytes => new Float64Array(bytes)],
  [Type.INT32]: ['int32', bytes => new Int32Array(bytes)],
  [Type.INT8]: ['int32', bytes => new Int8Array(bytes)],
  [Type.INT16]: ['int32', bytes => new Int16Array(bytes)],
  [Type.UINT8]: ['int32', bytes => new Uint8Array(bytes)],
  [Type.UINT16]: ['int32', bytes => new Uint16Array(bytes)],
  [Type.UINT32]: ['int32', bytes => new Uint32Array(bytes)],
  [Type.UINT64]: ['int32', bytes => new BigUint64Array(bytes)],
  [Type.INT64]: ['int32', bytes => new BigInt64Array(bytes)],
  [Type.BOOL]: ['bool', bytes => new Uint8Array(bytes)],
};

/** Returns a value of a test. Whole numbers past the ends of int32 become the ends. */
export function storedTensor(proto: TensorProto): Tensor {
  const [dtype, raw] = arrays[proto.dataType as Type]!;
  const fields = [proto.floatData, proto.doubleData, proto.int32Data, proto.int64Data, proto.uint64Data];
  const numbers = proto.rawData.length > 0 ? raw(Uint8Array.from(proto.rawData).buffer) : fields.find(field => field.length > 0);
  const data = Array.from(numbers ?? [], Number);
  const held = dtype === 'int32' ? data.map(value => Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1)) : data;
  return tensor(held, { shape: proto.dims.map(Number), dtype });
} // prettier-ignore
