import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Multiply, ProductMemory, Products, ProductSizes } from '@thalweg/wasm';
import { libraryConvolution } from '@thalweg/wasm/engine';
import { type Koffi, loadKoffi } from '../koffi/load-koffi.ts';
import { type BlasLibrary, loadLibrary } from './library.ts';

/** Options of {@link blas}. */
export interface BlasOptions {
  /** The path or file name of a library with the functions of CBLAS. By default OpenBLAS, MKL, BLIS or Accelerate, whichever the system has. */
  readonly library?: string | undefined;
  /** The threads of the library; 1 by default. A process can have one number only. */
  readonly threads?: number;
  /** The library computes products `[m, k]·[k, n]` of at least so many multiplications, m·n·k; 16,384 by default. */
  readonly from?: number;
  /** True to go on in WebAssembly, with a warning, if koffi or a library is missing. */
  readonly fallback?: boolean;
}

/**
 * For fewer multiplications, a call of a library costs more than it saves. A number that each process measured for itself would
 * give other bits from one run to the next.
 */
const FROM = 16_384;

/**
 * Products by a BLAS library of the system, for `wasm({ products })`: it computes the larger matrix products of a pass in the
 * memory of the module, with the widest vectors of the processor. It calls the library through the package `koffi`.
 * Convolutions of one group with 16 columns or more, whose windows have 16 neighbouring elements, are products of copied windows.
 * `explain` and `onPlan` say which library it is, and which products it computes.
 *
 * Results agree with those of WebAssembly within the rounding of sums. The same seed gives the same bits with the same library,
 * the same number of threads, and on the same kind of processor only.
 *
 * - **Throws** `ContractError` if koffi or a library is missing, unless `fallback` is true, and if the process has loaded the
 *   library before with another number of threads
 *
 * @example
 * train(loss, adam(), { runner: wasm({ products: blas() }) })
 */
export function blas(options?: BlasOptions): Products {
  const { library, threads, from, fallback } = optionsOf('blas', options, {
    library: undefined,
    threads: 1,
    from: FROM,
    fallback: false,
  });
  whole('threads', threads);
  whole('from', from);
  try {
    return productsOf(loadKoffi('blas'), library, threads, from);
  } catch (error) {
    if (!fallback || !(error instanceof ContractError)) throw error;
    process.emitWarning(`${error.message} Products are computed in WebAssembly.`, 'BlasWarning');
    return { name: `WebAssembly, as ${error.requirement}`, takes: () => false, open: unused };
  }
}

function productsOf(koffi: Koffi, library: string | undefined, threads: number, from: number): Products {
  const [found, open] = withThreads(koffi, threads, () => {
    const one = loadLibrary(koffi, library);
    const products = productsIn(koffi, one);
    useOnce(products);
    return [one, products] as const;
  });
  const has = found.threads() ?? threads;
  if (has !== threads)
    throw new ContractError(
      'blas',
      `the library must have ${inWords(threads)}`,
      `${has}, with which this process has loaded it before`,
      `Ask for blas({ threads: ${has} }), or begin another process.`,
    );
  const takes = ({ m, n, k }: ProductSizes): boolean => m * n * k >= from;
  return { name: `${found.name}, ${inWords(has)}`, takes, convolution: libraryConvolution, open };
}

/** Computes a product, as some libraries read their number of threads at the first. */
function useOnce(open: ReturnType<typeof productsIn>): void {
  open({ buffer: new ArrayBuffer(64) }).float32(0, 0, 1, 1, 1, 0, 1, 16, 1, 32);
}

function inWords(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}

function whole(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new ContractError(
      'blas',
      `${name} must be a whole number from 1 on`,
      String(value),
      'Leave it out for the default.',
    );
}

function unused(): never {
  throw new ContractError(
    'blas',
    'products must be computed by those who take them',
    'none of them taken',
    'Ask takes() first: without a library it is false.',
  );
}

/** Constants of CBLAS. */
const ROW_MAJOR = 101;

const NO_TRANS = 111;

/** Returns the functions of a library that compute products, for matrices in a memory. */
function productsIn(
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

/** The variables that libraries read their number of threads from, when they are loaded or first used. */
const VARIABLES = [
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  'BLIS_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
] as const;

/**
 * Returns what `load` returns, while the environment of the process asks for so many threads. The functions that change the
 * number later are not used: with some builds of OpenBLAS, a process that called them crashes when it ends.
 */
function withThreads<T>(koffi: Koffi, threads: number, load: () => T): T {
  const environment = environmentOf(koffi);
  const before = VARIABLES.map(name => [name, environment.get(name)] as const);
  for (const name of VARIABLES) environment.set(name, String(threads));
  try {
    return load();
  } finally {
    for (const [name, value] of before) environment.set(name, value ?? undefined);
  }
}

interface Environment {
  get(name: string): string | null | undefined;
  set(name: string, value: string | undefined): void;
}

/** The environment that libraries see. In a worker, `process.env` is but a copy. */
function environmentOf(koffi: Koffi): Environment {
  if (process.platform === 'win32')
    return {
      get: name => process.env[name],
      set: (name, value) => {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      },
    };
  const own = koffi.load(null);
  const get = own.func('getenv', 'string', ['string']);
  const set = own.func('setenv', 'int', ['string', 'string', 'int']);
  const unset = own.func('unsetenv', 'int', ['string']);
  return {
    get: name => get(name) as string | null,
    set: (name, value) => void (value === undefined ? unset(name) : set(name, value, 1)),
  };
}
