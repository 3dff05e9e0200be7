import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { unzipSync, type UnzipFileInfo } from 'fflate';

/** The bytes that all files of an archive may always have together: 256 MiB. */
const SMALL = 2 ** 28;
/** The bytes of files for each byte of a larger archive: weights hardly deflate. A byte can stand for a thousand. */
const MOST_PER_BYTE = 8;
/** The bytes of the record of a file in the directory of an archive, at least. */
const RECORD = 46;

/**
 * Returns the arrays of a `.npz` file as they are stored, by name.
 *
 * - **Throws** `ContractError` if the bytes are no such archive, if two of its files have one name, and if all files together have
 *   more than 256 MiB and 8 times the bytes of the archive, before there is memory for them
 */
export function npzFiles(bytes: Uint8Array): [name: string, file: Uint8Array][] {
  if (!(bytes instanceof Uint8Array))
    throw new ContractError('decodeNpz', 'the file must be a Uint8Array', printed(bytes), 'Read its bytes.');
  return Object.entries(unzipped(bytes)).map(([name, file]) => [arrayName(name), file]);
}

function arrayName(file: string): string {
  return file.replace(/\.npy$/, '');
}

function unzipped(bytes: Uint8Array): Record<string, Uint8Array> {
  const most = SMALL + MOST_PER_BYTE * bytes.length;
  const names = new Set<string>();
  let sum = 0;
  const filter = ({ name, originalSize, size, compression }: UnzipFileInfo): boolean => {
    const array = arrayName(name);
    const shown = `'${array.slice(0, 80)}'`;
    if (names.has(array)) throw refusal('its files must have names that differ', `${shown} twice`);
    if (array === '__proto__') throw refusal('a file must have another name than __proto__', shown);
    names.add(array);
    if (names.size * RECORD > bytes.length) throw refusal('it must have as many files as it says', `${names.size}`);
    sum += compression === 0 ? size : originalSize;
    if (sum <= most) return true;
    throw refusal(`its files must have at most ${most} bytes`, `${sum} up to ${shown}`);
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
