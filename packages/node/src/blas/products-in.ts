import type { Multiply, ProductMemory } from '@thalweg/wasm';
import type { BlasLibrary } from './library.ts';
import type { Koffi } from './load-koffi.ts';

/** Constants of CBLAS. */
const ROW_MAJOR = 101;
const NO_TRANS = 111;

/** Returns the functions of a library that compute products, for matrices in a memory. */
export function productsIn(
  koffi: Koffi,
  { functions }: BlasLibrary,
): (memory: ProductMemory) => Record<'float32' | 'float64', Multiply> {
  const gemm = (name: string, real: string): Gemm => {
    const [int, address] = ['int', 'uintptr_t'];
    const params = [int, int, int, int, int, int, real, address, int, address, int, real, address, int];
    return functions.func(name, 'void', params) as Gemm;
  };
  const [single, double] = [gemm('cblas_sgemm', 'float'), gemm('cblas_dgemm', 'double')];
  return memory => {
    let buffer: ArrayBufferLike | undefined;
    let base = 0;
    const multiply =
      (compute: Gemm): Multiply =>
      (transposeA, transposeB, m, n, k, a, pitchOfA, b, pitchOfB, c) => {
        if (memory.buffer !== buffer) {
          buffer = memory.buffer;
          base = Number(koffi.address(new Uint8Array(buffer)));
        }
        const [left, right] = [NO_TRANS + transposeA, NO_TRANS + transposeB];
        // Addresses in a memory have 32 bits without a sign.
        const [atA, atB, atC] = [base + (a >>> 0), base + (b >>> 0), base + (c >>> 0)];
        compute(ROW_MAJOR, left, right, m, n, k, 1, atA, pitchOfA, atB, pitchOfB, 0, atC, n);
      };
    return { float32: multiply(single), float64: multiply(double) };
  };
}

/** The function of CBLAS: `C = alpha·op(A)·op(B) + beta·C`. */
type Gemm = (
  order: number,
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  pitchOfA: number,
  b: number,
  pitchOfB: number,
  beta: number,
  c: number,
  pitchOfC: number,
) => void;
