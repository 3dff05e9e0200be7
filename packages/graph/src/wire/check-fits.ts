import { printShape, ShapeError, type Shape, type Sizes } from '@thalweg/tensor';

/** Refuses a value whose sizes do not fit the shape that was declared. */
export function checkFits(name: string, declared: Shape, sizes: Sizes): void {
  const fits =
    declared.length === sizes.length &&
    declared.every((length, axis) => typeof length === 'string' || length === sizes[axis]);
  if (!fits)
    throw new ShapeError(
      name,
      [sizes],
      `a value must have the shape ${printShape(declared)}`,
      adviceFor(declared, sizes),
    );
}

function adviceFor(declared: Shape, sizes: Sizes): string {
  const lacksBatch = declared.length === sizes.length + 1 && typeof declared[0] === 'string';
  return lacksBatch
    ? `Add the axis '${declared[0]}': batch(1) makes batches of one.`
    : 'Check the value, or the shape of the source.';
}
