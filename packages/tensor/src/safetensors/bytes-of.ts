import { sizeOf, type Sizes } from '../shape.ts';
import { elementTypes } from './element-type.ts';
import { refusal } from './refusal.ts';

/** Returns the bytes of a tensor. Throws {@link ContractError} for a dtype that the format does not have. */
export function bytesOf(name: string, dtype: string, shape: Sizes): number {
  if (Object.hasOwn(elementTypes, dtype)) return sizeOf(shape) * elementTypes[dtype]!.width;
  throw refusal(`the dtype of '${name}' must be one of ${Object.keys(elementTypes).join(', ')}`, dtype, 'Convert it.');
}
