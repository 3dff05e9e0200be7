import { inMemory, oneOf } from '../contracts/contract-error.ts';

/** The element type of a tensor. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool';

/** The storage of each dtype; a bool is a byte, 0 or 1. */
interface ArrayOf {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly int32: Int32Array;
  readonly bool: Uint8Array;
}

/** The storage of a tensor's elements; a bool is a byte, 0 or 1. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * Returns zeros in the storage of a dtype.
 *
 * - **Throws** `ContractError` if there is no memory for so many elements
 */
export function allocate<D extends DType>(dtype: D, size: number): ArrayOf[D] {
  return inMemory('tensor', size, size => zeros(dtype, size)) as ArrayOf[D];
}

function zeros(dtype: DType, size: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(size);
    case 'float64':
      return new Float64Array(size);
    case 'int32':
      return new Int32Array(size);
    case 'bool':
      return new Uint8Array(size);
    default:
      return checkDtype('tensor', dtype);
  }
}

/** Throws a `ContractError` for what is no dtype, with the one that was meant. */
export function checkDtype<D extends DType>(subject: string, dtype: D): D {
  return oneOf(`${subject}: dtype`, dtype, ['float32', 'float64', 'int32', 'bool'] as readonly DType[] as readonly D[]);
}

/** Returns the dtype that a typed array stores. */
export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  return data instanceof Int32Array ? 'int32' : 'bool';
}

/** Returns true for a dtype of real numbers, which has gradients. */
export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}
