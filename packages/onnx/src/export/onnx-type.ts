import type { DType } from '@thalweg/tensor';
import { TensorProto_DataType as Type } from 'onnx-buf';

const types = { float32: Type.FLOAT, float64: Type.DOUBLE, int32: Type.INT32, bool: Type.BOOL, int64: Type.INT64 };

/** Returns the element type of ONNX for a dtype; sizes and positions are int64 there. */
export function onnxType(dtype: DType | 'int64'): Type {
  return types[dtype];
}
