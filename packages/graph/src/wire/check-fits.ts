import { printShape, ShapeError, type Shape, type Sizes } from '@thalweg/tensor';

/** Refuses a value whose sizes do not fit the shape that was declared. */
export function checkFits(name: string, declared: Shape, sizes: Sizes): void {
  if (!fit(declared, sizes))
    throw new ShapeError(
      name,
      [sizes],
      `a value must have the shape ${printShape(declared)}`,
      adviceFor(declared, sizes),
    );
}

function fit(declared: Shape, sizes: Sizes): boolean {
  return (
    declared.length === sizes.length &&
    declared.every((length, axis) => typeof length === 'string' || length === sizes[axis])
  );
}

function withoutOnes<S extends Shape>(shape: S): S {
  return shape.filter(length => length !== 1) as Shape as S;
}

function adviceFor(declared: Shape, sizes: Sizes): string {
  const [first, ...rest] = declared;
  if (typeof first === 'string' && fit(rest, sizes))
    return `Add the axis '${first}': batch(32) in a pipeline, [value] for one alone.`;
  if (sizes.length === declared.length + 1 && fit(rest, sizes.slice(2)))
    return rest.length === 0 ? 'Give one number for each row, such as the class.' : 'Is it batched twice?';
  if (fit(withoutOnes(declared), withoutOnes(sizes)))
    return 'Its elements would fit: change its axes of size 1, or those of the source.';
  return 'Check the value, or the shape of the source.';
}
