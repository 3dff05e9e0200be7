import { tensor, type Tensor } from '@thalweg/tensor';
import type { LabelledPoint } from './points.ts';

/** Points as the record that a network reads: coordinates `[points, 2]` and labels `[points]`. */
export interface PointColumns {
  readonly at: Tensor<readonly [number, 2]>;
  readonly label: Tensor<readonly [number]>;
}

/** Returns points in columns. */
export function columnsOf(points: readonly LabelledPoint[]): PointColumns {
  const places = Float32Array.from(points.flatMap(([x, y]) => [x, y]));
  return {
    at: tensor(places, { shape: [points.length, 2] }),
    label: tensor(Int32Array.from(points, ([, , label]) => label)),
  };
}
