import { ContractError } from '@thalweg/tensor';
import { type Koffi, type KoffiLibrary, pin } from '../koffi/load-koffi.ts';

/** A library with the functions of CBLAS for integers of 32 bits. */
export interface BlasLibrary {
  /** OpenBLAS with its version and the kernels that it chose, for example. */
  readonly name: string;
  readonly functions: KoffiLibrary;
  /** Returns the number of its threads; none if it does not say. */
  readonly threads: () => number | undefined;
}

/** The file names of libraries, in the order in which they are tried. */
const FILES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['libopenblas.so.0', 'libopenblas.so', 'libmkl_rt.so.2', 'libmkl_rt.so', 'libblis.so.4', 'libblis.so'],
  darwin: [
    '/System/Library/Frameworks/Accelerate.framework/Accelerate',
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
    '/usr/local/opt/openblas/lib/libopenblas.dylib',
  ],
  win32: ['libopenblas.dll', 'openblas.dll', 'mkl_rt.2.dll'],
};

/** Advice on getting one, by platform. */
const ADVICE: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'Install OpenBLAS (Debian and Ubuntu: `apt-get install libopenblas0-openmp`)',
  darwin: 'Accelerate is a part of macOS; or run `brew install openblas`',
  win32: 'Put libopenblas.dll into a folder of the PATH',
};

/**
 * Loads a library: that of a path or file name, or the first that the system has. It stays loaded until the process ends.
 * Throws `ContractError` if there is none, or if one computes no products or takes integers of 64 bits.
 */
export function loadLibrary(koffi: Koffi, given: string | undefined): BlasLibrary {
  const files = given === undefined ? (FILES[process.platform] ?? []) : [given];
  const reasons: string[] = [];
  for (const file of files)
    try {
      pin(koffi, file);
      return identified(koffi.load(file), file);
    } catch (error) {
      reasons.push(`${file}: ${(error as Error).message}`);
    }
  throw new ContractError(
    'blas',
    'there must be a library with the functions of CBLAS',
    reasons.join('; ') || `the platform ${process.platform}`,
    `${ADVICE[process.platform] ?? 'Pass the path of one as blas({ library })'}, or ask for blas({ fallback: true }).`,
  );
}

/** Finds out what a library is by the functions that only it has. */
function identified(functions: KoffiLibrary, file: string): BlasLibrary {
  // It throws if there is none.
  functions.func('cblas_sgemm', 'void', []);
  const text = (name: string): string | undefined => optional(functions, name, 'string')?.() as string | undefined;
  const config = text('openblas_get_config');
  if (config?.includes('USE64BITINT')) throw new Error('it takes integers of 64 bits, not 32');
  const count = (name: string, type: string): (() => number | undefined) => {
    const get = optional(functions, name, type);
    return () => (get === undefined ? undefined : Number(get()));
  };
  if (config !== undefined) {
    const name = `${config.split(' ').slice(0, 2).join(' ')} (${text('openblas_get_corename')})`;
    return { name, functions, threads: count('openblas_get_num_threads', 'int') };
  }
  const blis = text('bli_info_get_version_str');
  if (blis !== undefined)
    return { name: `BLIS ${blis}`, functions, threads: count('bli_thread_get_num_threads', 'int64_t') };
  if (optional(functions, 'MKL_Get_Max_Threads', 'int') !== undefined)
    return { name: 'MKL', functions, threads: count('MKL_Get_Max_Threads', 'int') };
  return { name: /Accelerate/.test(file) ? 'Accelerate' : file, functions, threads: () => undefined };
}

function optional(functions: KoffiLibrary, name: string, result: string): (() => unknown) | undefined {
  try {
    return functions.func(name, result, []);
  } catch {
    return undefined;
  }
}
