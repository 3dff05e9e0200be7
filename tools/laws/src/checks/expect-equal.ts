import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/**
 * Expects what `toEqual` does, which takes its time for long arrays: only what differs to the bit is left to it. Neither looks
 * into a tensor, whose elements are private: give it their `data`.
 */
export function expectEqual(found: unknown, wanted: unknown, what?: string): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found, what).toEqual(wanted);
}
