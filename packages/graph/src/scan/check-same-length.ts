import { sameShape, ShapeError, type Shape } from '@thalweg/tensor';

/** Throws `ShapeError` if values whose positions a scan, or what the errors name, takes one by one have first axes of different sizes. */
export function checkSameLength(stacks: readonly Shape[], subject = 'scan'): void {
  const lengths = stacks.map(shape => shape.slice(0, 1));
  if (lengths.every(length => sameShape(length, lengths[0]!))) return;
  throw new ShapeError(
    subject,
    stacks,
    'each input, and the mask, must have as many positions along the axis',
    'Cut or pad the shorter ones, and leave padding out by a mask.',
  );
}
