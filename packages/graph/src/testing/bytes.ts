import type { Tensor } from '@thalweg/tensor';
import { read, type Node } from '../index.ts';

/** The bytes of a tensor's elements, as text. */
export function bytesOf({ data }: Tensor): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
}

/** The bytes of what some registers hold. */
export function bytesIn(registers: readonly Node[]): string[] {
  return registers.map(register => bytesOf(read(register)));
}
