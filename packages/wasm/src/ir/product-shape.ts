/** The sizes of one matrix product `C[m,n] = op(A)·op(B)`, all matrices in rows without padding. */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** True if A is stored as [k, m] rather than [m, k]. */
  readonly transposeA: boolean;
  /** The number of rows of A that are stored, if it is transposed: the product may be of some of them. All, `m`, by default. */
  readonly rowsOfA?: number;
  /** True if B is stored as [n, k] rather than [k, n]. */
  readonly transposeB: boolean;
  /** True if B has been packed before, as a product in blocks reads it. */
  readonly packedB?: boolean;
}
