import type { Tensor } from '@thalweg/tensor';

/** Returns the bytes of a prediction as text. */
export function bitsOf(value: Tensor | number): string {
  const data = typeof value === 'number' ? new Float64Array([value]) : value.data;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
}
