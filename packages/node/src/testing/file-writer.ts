import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { snapshot } from '@thalweg/train';
import { writeSnapshot } from '../index.ts';
import { counter } from './counter.ts';

// Writes one file of a folder again and again, and prints a line for each write: `ok`, or what went wrong. Arguments: the
// folder, the name of the file, and the number of elements.
const [folder = '.', name = 'a.safetensors', size = '1000'] = process.argv.slice(2);
for (let count = 1; ; count++) {
  let line = 'ok';
  try {
    writeSnapshot(join(folder, name), snapshot({ part: counter(count, Number(size)) }));
  } catch (error) {
    line = String(error);
  }
  writeSync(1, `${line}\n`);
}
