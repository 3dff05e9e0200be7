import type { ExtremeCase } from './extreme-case.ts';

/** True if a number is right to some units in its last place. */
export function isExactly({ found, dtype }: ExtremeCase, exact: number): boolean {
  const held = dtype === 'float32' ? Math.fround(exact) : exact;
  if (Object.is(found, held)) return true;
  const [bound, least] = dtype === 'float32' ? [2e-6, 2 ** -148] : [1e-12, 2 ** -1073];
  return Number.isFinite(held) && Math.abs(found - held) <= bound * Math.abs(held) + least;
}
