import type { ConvolutionByProducts } from './convolution/convolution-by-products.ts';

/** The sizes of a matrix product `C[m,n] = A[m,k]·B[k,n]`, and the dtype of its numbers. */
export interface ProductSizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly dtype: 'float32' | 'float64';
}

/** The memory that matrices lie in. Its buffer is another one after it has grown. */
export interface ProductMemory {
  readonly buffer: ArrayBufferLike;
}

/**
 * Writes `C[m,n] = op(A)·op(B)`, whose matrices lie row after row in the memory, where addresses and pitches say: bytes from its
 * beginning to the first element, and elements from one stored row to the next. A is stored as `[k, m]` if `transposeA` is not
 * 0, and B as `[n, k]` if `transposeB` is not 0. The rows of C lie without gaps; their old values do not matter.
 */
export type Multiply = (
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  a: number,
  pitchOfA: number,
  b: number,
  pitchOfB: number,
  c: number,
) => void;

/** The option `products` of `wasm()`: a library of the host that computes products, such as `blas()` of `@thalweg/node`. */
export interface Products {
  /** The library with its version, kernels and threads, as `explain` prints it. */
  readonly name: string;
  /** Returns true for products that it computes. It depends on the sizes alone, so that the same program has the same bits. */
  readonly takes: (product: ProductSizes) => boolean;
  /** Computes convolutions by products: `libraryConvolution` of `@thalweg/wasm/engine`. WebAssembly computes them if it is left out. */
  readonly convolution?: ConvolutionByProducts;
  /** Returns the functions that compute products in a memory. Each serves as long as the memory. */
  readonly open: (memory: ProductMemory) => Readonly<Record<ProductSizes['dtype'], Multiply>>;
}
