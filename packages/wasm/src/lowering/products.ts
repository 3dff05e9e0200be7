import type { convolutionExtents } from '@thalweg/graph/engine';
import type { Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../assembler/kernels.ts';

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

/**
 * Makes the code of one side of a convolution from products that a library of the host computes; none if it does not take them, or
 * if it does not pay. Apps without a library do not load it.
 */
export type ConvolutionByProducts = (
  extents: ReturnType<typeof convolutionExtents>,
  side: 'output' | 'input' | 'weights',
  takes: (product: {
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly dtype: 'float32';
  }) => boolean,
) => SideByProducts | undefined;

/** The code of one side, and the bytes that it works in. */
export interface SideByProducts {
  readonly scratch: number;
  readonly write: (f: Func, kernels: Kernels, at: Addresses, images: Amount) => void;
}

/** Locals with the addresses of what is read, of the result, and of scratch. */
interface Addresses {
  readonly reads: readonly number[];
  readonly output: number;
  readonly scratch: number;
}
