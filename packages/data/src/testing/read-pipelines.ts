import { setTimeout as wait } from 'node:timers/promises';
import type { Offset } from '../index.ts';
import { randomPipeline } from './random-pipeline.ts';

// Reads the pipelines with the numbers from `first` to `end − 1`, the first one after an offset, and writes for each record its
// pipeline, its offset and the record. A program of its own, so that a test can kill it.
const [first = '', end = '', start = ''] = process.argv.slice(2);
for (let seed = Number(first); seed < Number(end); seed++) {
  const offset = seed === Number(first) && start !== '' ? (JSON.parse(start) as Offset) : undefined;
  const iterator = randomPipeline(seed).data.open(offset);
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next())
    process.stdout.write(`${seed}\t${JSON.stringify(iterator.offset)}\t${item}\n`);
  await wait(1);
}
