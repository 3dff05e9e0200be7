import type { TypedArray } from '@thalweg/tensor';
import type { FoundPart } from './stored-part.ts';

/** An element type of the format, by its name there, whose elements an array holds as a file does. */
export type PlainType = 'F64' | 'F32' | 'I32' | 'U8' | 'BOOL';

const classes = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} satisfies Record<PlainType, unknown>;

/** Returns true for an element type that {@link elementsOf} reads. */
export function isPlainType(dtype: string): dtype is PlainType {
  return Object.hasOwn(classes, dtype);
}

/** Returns the elements of a part: a view of the payload where they are aligned for it, and a copy elsewhere. */
export function elementsOf(dtype: PlainType, { bytes }: FoundPart): TypedArray {
  const Elements = classes[dtype];
  const width = Elements.BYTES_PER_ELEMENT;
  const { buffer, byteOffset, length } = byteOffsetFits(bytes, width) ? bytes : bytes.slice();
  return new Elements(buffer as ArrayBuffer, byteOffset, length / width);
}

function byteOffsetFits({ byteOffset }: Uint8Array, width: number): boolean {
  return byteOffset % width === 0;
}
