import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';

/** A matrix with its axes in each other's place; any other tensor unchanged. */
export function transposed(x: Tensor): Tensor {
  if (x.shape.length !== 2) return x;
  const [rows, columns] = x.shape as Sizes as readonly [number, number];
  const data = x.data.slice();
  for (let at = 0; at < data.length; at++) data[(at % columns) * rows + Math.floor(at / columns)] = x.data[at]!;
  return tensor(data, { shape: [columns, rows] });
}
