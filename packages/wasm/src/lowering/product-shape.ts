/** Elements from one row of a matrix to the next, and from one column to the next. */
export type MatrixStrides = readonly [row: number, column: number];

/** The sizes of one matrix product `C[m,n] = op(A)·op(B)`, where C lies in rows without gaps. */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** True if A is stored as [k, m] rather than [m, k]. */
  readonly transposeA: boolean;
  /** Elements from one stored row of A to the next: more than it has, if there are gaps. Without gaps by default. */
  readonly pitchOfA?: number | undefined;
  /** True if B is stored as [n, k] rather than [k, n]. */
  readonly transposeB: boolean;
  /** Elements from one stored row of B to the next. Without gaps by default. */
  readonly pitchOfB?: number | undefined;
  /** True if the arithmetic multiplies and adds in one instruction: then taller tiles fit into registers. */
  readonly fused?: boolean | undefined;
  /** True if B has been packed before, as a product in blocks reads it. */
  readonly packedB?: boolean;
  /** The strides of a factor that lies neither in rows nor in columns: it is copied into rows before. */
  readonly scatteredA?: MatrixStrides | undefined;
  readonly scatteredB?: MatrixStrides | undefined;
  /** The dtype of its numbers, if the host computes it; otherwise they are float32. */
  readonly host?: 'float32' | 'float64' | undefined;
}

/** The elements from one stored row of A to the next, those of B, and those from one row of the product to the next in A. */
export function pitchOf(shape: ProductShape): { readonly a: number; readonly b: number; readonly row: number } {
  const { m, n, k, transposeA, transposeB, scatteredA } = shape;
  const { pitchOfA: a = transposeA ? m : k, pitchOfB: b = transposeB ? k : n } = shape;
  return { a, b, row: scatteredA?.[0] ?? (transposeA ? 1 : a) };
}
