import { DataError } from '@thalweg/data';

/** The kinds of elements, by the code in the file, with the bytes that each takes. */
const KINDS = {
  0x08: { kind: 'uint8', bytes: 1 },
  0x09: { kind: 'int8', bytes: 1 },
  0x0b: { kind: 'int16', bytes: 2 },
  0x0c: { kind: 'int32', bytes: 4 },
  0x0d: { kind: 'float32', bytes: 4 },
  0x0e: { kind: 'float64', bytes: 8 },
} as const;

/** The kind of the elements of a file. */
export type IdxKind = (typeof KINDS)[keyof typeof KINDS]['kind'];

/** The header of a file. */
export interface IdxHeader {
  readonly kind: IdxKind;
  readonly rows: number;
  /** The shape of a row; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** The bytes of a row. */
  readonly rowBytes: number;
  /** The bytes of the header. */
  readonly size: number;
}

/**
 * Returns the header in the first bytes of a file, or `undefined` if there must be more of them.
 *
 * - **Throws** `DataError` for bytes that are no IDX
 * - **Source** LeCun, Cortes and Burges, "The MNIST Database of Handwritten Digits", the IDX file format
 */
export function idxHeader(source: string, bytes: Uint8Array, ended: boolean): IdxHeader | undefined {
  const size = 4 + 4 * (bytes[3] ?? 0);
  if (bytes.length < Math.max(4, size) && !ended) return undefined;
  const element = KINDS[(bytes[2] ?? 0) as keyof typeof KINDS] as (typeof KINDS)[keyof typeof KINDS] | undefined;
  const isIdx = bytes[0] === 0 && bytes[1] === 0 && element !== undefined && size > 4 && bytes.length >= size;
  if (!isIdx) {
    const given = `${[...bytes.subarray(0, 4)].map(byte => byte.toString(16).padStart(2, '0')).join(' ') || 'no bytes'}`;
    const requirement = 'IDX must start with two zeros, a type and a number of dimensions';
    throw new DataError(source, requirement, given, 'Check the file.', { source });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [rows = 0, ...shape] = Array.from({ length: bytes[3]! }, (_, axis) => view.getUint32(4 + 4 * axis));
  const rowBytes = shape.reduce((product, length) => product * length, element.bytes);
  return { kind: element.kind, rows, shape, rowBytes, size };
}
