import type { Func } from '../assembler/func.ts';

/** The sizes of one matrix product `C[m,n] = op(A)·op(B)`, all matrices in rows without padding. */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Whether A is stored as [k, m] rather than [m, k]. */
  readonly transposeA: boolean;
  /** How many rows of A are stored, where it is transposed: the product may be of some of them. By default all, `m`. */
  readonly rowsOfA?: number;
  /** Whether B is stored as [n, k] rather than [k, n]. */
  readonly transposeB: boolean;
  /** Whether B has been packed before, as a product in blocks wants it. */
  readonly packedB?: boolean;
}

/** Where a product finds its addresses: four locals. */
export interface ProductLocals {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly scratch: number;
}

/** Writes the code of a product whose kernels are in the module. */
export type WriteProduct = (f: Func, at: ProductLocals) => void;
