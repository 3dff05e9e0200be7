import { sizeOf, type Shape, type Sizes } from '@thalweg/tensor';

/**
 * Returns the place of an element in words. `shape` is the declared one, whose first axis counts rows if it has a name, and
 * `sizes` are those of the value.
 */
export function elementPlace(shape: Shape, sizes: Sizes, at: number): string {
  if (typeof shape[0] !== 'string') return `element ${at}`;
  const width = sizeOf(sizes.slice(1));
  return width === 1 ? `row ${at}` : `row ${Math.floor(at / width)}, element ${at % width}`;
}
