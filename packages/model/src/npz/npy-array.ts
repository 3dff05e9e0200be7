import { constant, read, transpose, type Node } from '@thalweg/graph';
import { ContractError, tensorOfEntry, type Tensor } from '@thalweg/tensor';
import { npyHeader, npyRefusal } from './npy-header.ts';

/** The names that safetensors has for NumPy's element types, without the order of bytes. */
const types: Readonly<Record<string, string>> = {
  f8: 'F64',
  f4: 'F32',
  f2: 'F16',
  i8: 'I64',
  i4: 'I32',
  i2: 'I16',
  i1: 'I8',
  u8: 'U64',
  u4: 'U32',
  u2: 'U16',
  u1: 'U8',
  b1: 'BOOL',
};

/**
 * Returns the array of a `.npy` file as a tensor.
 *
 * - **Throws** `ContractError` if the bytes are no such file or not the whole of one, for elements that are no numbers or have
 *   the high byte first, and for integers that an int32 cannot hold
 */
export function npyArray(name: string, bytes: Uint8Array): Tensor {
  const { type, shape, begin, isFortran } = npyHeader(name, bytes);
  const dtype = dtypeOf(name, type);
  const own = bytes.slice(begin) as Uint8Array<ArrayBuffer>;
  try {
    if (!isFortran || shape.length < 2) return tensorOfEntry({ name, dtype, shape, bytes: own });
    const turned = tensorOfEntry({ name, dtype, shape: [...shape].reverse(), bytes: own });
    return read(transpose(constant(turned) as Node) as Node) as Tensor;
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new ContractError('decodeNpz', error.requirement, error.given, 'Save it anew.', { cause: error });
  }
}

function dtypeOf(name: string, type: string): string {
  const [order, kind] = [type.slice(0, 1), type.slice(1)];
  if (!Object.hasOwn(types, kind)) throw npyRefusal(name, 'must be an array of numbers or booleans', `'${type}'`);
  if (order === '>') throw npyRefusal(name, 'must have the low byte first', `'${type}'`);
  return types[kind]!;
}
