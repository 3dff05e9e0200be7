import type { DType, TypedArray } from '@thalweg/tensor';

/** Multiplies matrices of sizes and strides that were fixed when it was bound. */
export type Multiply = (a: TypedArray, b: TypedArray, out: TypedArray) => void;

export function product(m: number, n: number, k: number, sa: readonly number[], sb: readonly number[], _dtype: DType): Multiply {
  const [ai, ak] = sa as [number, number];
  const [bk, bj] = sb as [number, number];
  return (a, b, out) => {
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let s = 0;
        for (let l = 0; l < k; l++) s += a[i * ai + l * ak]! * b[l * bk + j * bj]!;
        out[i * n + j] = s;
      }
  };
}
