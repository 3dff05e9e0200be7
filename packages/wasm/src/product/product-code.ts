import type { Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';

/** The locals with the addresses of a product. */
export interface ProductLocals {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly scratch: number;
  /** Its sizes, if the same code serves several. */
  readonly sizes?: DynamicProductSizes<Amount> | undefined;
}

/**
 * The sizes that a product in blocks may receive at run time: all in it that follows from the number of rows or of values of k.
 * The last three are those of its `Cut`.
 */
export type DynamicProductSizes<T> = readonly [m: T, k: T, rows: T, bytesOfB: T, pitchOfB: T];

/** Writes the code of a product whose kernels are in the module. */
export type WriteProduct = (f: Func, at: ProductLocals) => void;
