import { blas } from '@thalweg/node';
import type { Products } from '@thalweg/wasm';

/** The library of the system for all products, however small. */
export function everyProduct(): Products {
  return blas({ from: 1 });
}
