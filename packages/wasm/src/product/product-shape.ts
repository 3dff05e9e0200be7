import type { Func } from '../assembler/func.ts';
import type { Amount } from '../assembler/amount.ts';

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
  /** What the code is told of its sizes, where it is written for all that are alike in the rest. */
  readonly told?: Told<Amount> | undefined;
}

/**
 * What a product in blocks may be told when it is called: all in it that follows from how many rows or values of k there are. The
 * last three are those of its `Cut`.
 */
export type Told<T> = readonly [m: T, k: T, rows: T, bytesOfB: T, pitchOfB: T];

/** Writes the code of a product whose kernels are in the module. */
export type WriteProduct = (f: Func, at: ProductLocals) => void;
