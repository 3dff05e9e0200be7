import { DataError, type Dataset } from '@thalweg/data';
import { decodeDigits, type Digit } from './decode-digits.ts';

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
