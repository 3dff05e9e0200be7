import type { Tensor } from '@thalweg/tensor';
import { npyArray, npzFiles } from './npy-array.ts';

/**
 * Returns the arrays of a `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it, as tensors by name.
 *
 * - **dtype** float64, float32, int32 and bool are kept; float16 becomes float32; all other integers int32
 * - **Throws** `ContractError` if the bytes are no such file or not the whole of one, for elements that are no numbers or
 *   have the high byte first, and for integers that an int32 cannot hold
 * - **Source** NumPy's documentation, `numpy.lib.format`; the archive is read by fflate
 *
 * @example
 * decodeNpz(await readFile('weights.npz'))
 */
export function decodeNpz(bytes: Uint8Array): Record<string, Tensor> {
  return Object.fromEntries(npzFiles(bytes).map(([name, file]) => [name, npyArray(name, file)]));
}
