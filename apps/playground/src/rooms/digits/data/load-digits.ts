import { DataError, type Dataset, fromColumns } from '@thalweg/data';
import { COUNTS, IMAGES, LEVELS, PIXELS } from './encode-digits.ts';

/** Loads the digits from an address. Rejects with a `DataError` if the file cannot be loaded. */
export async function loadDigits(address: string): Promise<Dataset<Digit>> {
  try {
    const response = await fetch(address);
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'));
    return decodeDigits(await new Response(unpacked).arrayBuffer(), 'digits');
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      'digits',
      'the file with the handwritten digits must exist',
      cause instanceof Error ? cause.message : String(cause),
      'Check the connection, and try again.',
      { source: address, cause },
    );
  }
}

/** A handwritten digit: 784 brightnesses from 0 to 1, and its label. */
interface Digit {
  image: Float32Array;
  digit: number;
}

/**
 * Decodes the file of digits, sorted by label.
 *
 * - **Columns** `image` float32 `[784]`, `digit` int32
 * - **Throws** `DataError` if the file is not whole
 */
export function decodeDigits(file: ArrayBuffer, name: string): Dataset<Digit> {
  const counts = file.byteLength < IMAGES ? [] : [...new Int32Array(file, COUNTS, 10)];
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0 || file.byteLength !== IMAGES + total * PIXELS)
    throw new DataError(
      name,
      'the file must hold as many images as it says',
      `${file.byteLength} bytes for ${total} images`,
      'Was it loaded whole?',
      { source: name },
    );
  const levels = new Float32Array(file, 0, LEVELS);
  const image = Float32Array.from(new Uint8Array(file, IMAGES), number => levels[number]!);
  const digit = Int32Array.from(counts.flatMap((count, shown) => Array<number>(count).fill(shown)));
  return fromColumns({ image: { data: image, shape: [PIXELS] }, digit }, { name });
}
