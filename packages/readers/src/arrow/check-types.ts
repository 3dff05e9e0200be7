import { Type, type DataType, type Field } from '@uwdata/flechette';

/** The digits after the point, at most; a decimal of 256 bits has 76 in all. */
const SCALE = 1000;

/**
 * Does nothing if the types of columns have sizes that values can have.
 *
 * - **Throws** `Error` for others
 */
export function checkTypes(fields: readonly Field[]): void {
  for (const { type } of fields) checkType(type);
}

function checkType(type: DataType): void {
  if (type.typeId === Type.Decimal && Math.abs(type.scale) > SCALE)
    throw new Error(`decimals with ${type.scale} digits after the point`);
  if ((type.typeId === Type.FixedSizeBinary || type.typeId === Type.FixedSizeList) && type.stride < 0)
    throw new Error(`values of ${type.stride} parts`);
  if (type.typeId === Type.Dictionary) checkType(type.dictionary);
  if ('children' in type) checkTypes(type.children);
}
