import { DataError } from '@thalweg/data';
import type { Stored, TypedArray } from '@thalweg/tensor';

/** A way to store the values of a field: what one side writes, the other reads. */
export interface FieldKind<V> {
  /** The names that a field takes in the file. */
  names(field: string): readonly string[];
  write(field: string, value: V): readonly StoredPart[];
  /** Returns the value. Throws `DataError` for parts that `write` does not write. */
  read(field: string, parts: readonly FoundPart[]): V;
}

/** Elements that a field stores in a file under one name. */
export interface StoredPart {
  readonly name: string;
  readonly stored: Stored;
}

/** A tensor of a file as a reader finds it: the bytes are a view of the payload. */
export interface FoundPart {
  readonly name: string;
  /** The element type by the name of the format, such as `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A field of a record, and what it stores. */
export interface StoredField {
  readonly name: string;
  readonly kind: string;
  readonly parts: readonly StoredPart[];
}

/** An element type of the format, by its name there, whose elements an array holds as a file does. */
type PlainType = 'F64' | 'F32' | 'I32' | 'U8' | 'BOOL';

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

/** Returns the error for a stored field that is not as its kind writes it. */
export function damagedField(name: string, requirement: string, given: string, cause?: unknown): DataError {
  return new DataError(
    `codec: field ${name}`,
    requirement,
    given,
    'The payload is damaged, or of another program: look at what wrote it.',
    { cause },
  );
}
