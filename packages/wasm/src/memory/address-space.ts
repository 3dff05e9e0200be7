import type { DType } from '@thalweg/tensor';

/** Addresses to reserve: those of a memory, or of a block that a memory will have room for later. */
export interface AddressSpace {
  /** The bytes that were never in use. */
  readonly left: number;
  /** The address of so many bytes. */
  reserve(bytes: number): number;
  unreserve(address: number, bytes: number): void;
}

/** The bytes of an element. */
export const BYTES: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

/**
 * Returns the size to grow to, at least `least`: twice the former size, since sizes that grow step by step would each leave one
 * behind, but not more than `most` for that.
 */
export function grown(former: number, least: number, most: number): number {
  return Math.max(least, Math.min(2 * former, most));
}
