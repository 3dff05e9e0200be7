import { blas } from '@thalweg/node';
import type { Products } from '@thalweg/wasm';

/** The library of the system for all products, however small. */
export function everyProduct(): Products {
  try {
    return blas({ from: 1 });
  } catch (error) {
    throw new Error(
      `${String(error)} These tests need it: apt-get install --no-install-recommends libopenblas0-openmp`,
    );
  }
}
