import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { unzipSync, type UnzipFileInfo } from 'fflate';

/** No deflated file is longer, per byte: a match of 258 bytes takes two bits at least. */
const MOST_PER_BYTE = 1032;

/**
 * Returns the arrays of a `.npz` file as they are stored, by name.
 *
 * - **Throws** `ContractError` if the bytes are no such archive, and if all files together are longer than deflated bytes
 *   can be
 */
export function npzFiles(bytes: Uint8Array): [name: string, file: Uint8Array][] {
  if (!(bytes instanceof Uint8Array))
    throw new ContractError('decodeNpz', 'the file must be a Uint8Array', printed(bytes), 'Read its bytes.');
  return Object.entries(unzipped(bytes)).map(([name, file]) => [name.replace(/\.npy$/, ''), file]);
}

function unzipped(bytes: Uint8Array): Record<string, Uint8Array> {
  let sum = 0;
  const filter = ({ name, originalSize, size, compression }: UnzipFileInfo): boolean => {
    sum += compression === 0 ? size : originalSize;
    if (sum <= MOST_PER_BYTE * bytes.length) return true;
    throw refusal(
      `its files must be at most ${MOST_PER_BYTE} times as long as the archive`,
      `${sum} bytes up to '${name}'`,
    );
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof ContractError) throw error;
    throw refusal('the bytes must be a whole ZIP archive', (error as Error).message, error);
  }
}

function refusal(requirement: string, given: string, cause?: unknown): ContractError {
  return new ContractError('decodeNpz', requirement, given, 'Is it a file of numpy.savez, and whole?', { cause });
}
