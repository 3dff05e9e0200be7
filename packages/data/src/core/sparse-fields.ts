import { Tensor, type Sizes, type TypedArray } from '@thalweg/tensor';
import { recycled } from '@thalweg/tensor/engine';

/**
 * Returns what fills up a field of a sparse column, whose rows have different numbers of features: −1 for its indices, `x.indices`,
 * and 0 for its values, `x.values`; `undefined` for every other field.
 */
export function fillOf(name: string, fields: object): number | undefined {
  const dot = name.lastIndexOf('.');
  const [column, part] = [name.slice(0, dot + 1), name.slice(dot + 1)];
  if (dot < 0 || (part !== 'indices' && part !== 'values')) return undefined;
  if (!(`${column}${part === 'indices' ? 'values' : 'indices'}` in fields)) return undefined;
  return part === 'indices' ? -1 : 0;
}

/** Up to so many features, a batch is as wide as its longest row; a wider one has a power of two, so that there are few widths. */
const NARROW = 32;

/** Returns the width of a batch whose rows have between `least` and `most` features. */
export function filledWidth(least: number, most: number): number {
  if (least === most || most <= NARROW) return most;
  let width = NARROW;
  while (width < most) width *= 2;
  return width;
}

/** Returns vectors of different lengths as rows of one width; `undefined` if they are alike, or no vectors of one dtype. */
export function filledUp(
  values: readonly unknown[],
  first: Tensor,
  fill: number,
  recycle: Tensor | undefined,
): Tensor | undefined {
  if (first.shape.length !== 1) return undefined;
  const kind = first.data.constructor;
  let [least, most] = [Infinity, 0];
  for (const value of values) {
    const data = value instanceof Tensor ? value.data : (value as TypedArray | undefined);
    if (data?.constructor !== kind || (value instanceof Tensor && value.shape.length !== 1)) return undefined;
    least = Math.min(least, data.length);
    most = Math.max(most, data.length);
  }
  if (least === most) return undefined;
  const width = filledWidth(least, most);
  const all = recycled(recycle, first.dtype, values.length, [width] as Sizes);
  values.forEach((value, row) => {
    const data = value instanceof Tensor ? value.data : (value as TypedArray);
    all.data.set(data, row * width);
    all.data.fill(fill, row * width + data.length, (row + 1) * width);
  });
  return all;
}
