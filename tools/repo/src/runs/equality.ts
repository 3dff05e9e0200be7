// Expectations compare the elements of tensors, which a tensor keeps in a private field. Long arrays are looked through first: to
// compare one element after another as expectations do takes long.
import { expect } from 'vitest';

type Elements = Float32Array | Float64Array | Int32Array | Uint8Array;

interface TensorLike {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Elements;
}

function isTensor(value: unknown): value is TensorLike {
  return typeof value === 'object' && value?.constructor?.name === 'Tensor' && 'data' in value && 'shape' in value;
}

function isElements(value: unknown): value is Elements {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function bytesOf({ buffer, byteOffset, byteLength }: Elements): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** True for lists of the same numbers. */
function areSameNumbers(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.length > 8 && a.every((value, i) => typeof value === 'number' && Object.is(value, b[i]));
}

/** True or false for two tensors. True for two arrays of the same elements; about others it says nothing. */
function areEqual(this: { equals(a: unknown, b: unknown): boolean }, a: unknown, b: unknown): boolean | undefined {
  if (isTensor(a) && isTensor(b))
    return a.dtype === b.dtype && this.equals([...a.shape], [...b.shape]) && this.equals(a.data, b.data);
  if (areSameNumbers(a, b)) return true;
  if (!isElements(a) || !isElements(b) || a.constructor !== b.constructor) return undefined;
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0 ? true : undefined;
}

// Files share a process, which keeps what was added.
const ADDED = Symbol.for('thalweg: equality of tensors');
if (!(ADDED in globalThis)) {
  expect.addEqualityTesters([areEqual]);
  Object.defineProperty(globalThis, ADDED, { value: true });
}
