import { ShapeError, type Shape } from '@thalweg/tensor';

/**
 * Returns a copy of the shape that a source is declared with.
 *
 * - **Throws** `ShapeError` unless it is an array of whole numbers from 0 on and names
 */
export function declaredShape<S extends Shape>(source: string, shape: S): S {
  if (Array.isArray(shape) && shape.every(isSize)) return [...shape] as unknown as S;
  throw new ShapeError(
    source,
    [Array.isArray(shape) ? shape.map(size => (size as Shape[number] | null) ?? String(size)) : [String(shape)]],
    'a shape must be an array of sizes, each a whole number from 0 on or a name',
    "Try ['batch', 4], or [] for a scalar.",
  );
}

function isSize(size: unknown): boolean {
  return typeof size === 'string' ? size !== '' : Number.isSafeInteger(size) && (size as number) >= 0;
}
