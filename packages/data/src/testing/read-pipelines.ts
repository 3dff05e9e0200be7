import { setTimeout as wait } from 'node:timers/promises';
import type { Position } from '../index.ts';
import { randomPipeline } from './random-pipeline.ts';

// Reads the pipelines with the numbers from `first` to `end − 1`, the first one after a position, and writes for each record its
// pipeline, its position and the record. A program of its own, so that a test can kill it.
const [first = '', end = '', start = ''] = process.argv.slice(2);
for (let seed = Number(first); seed < Number(end); seed++) {
  const position = seed === Number(first) && start !== '' ? (JSON.parse(start) as Position) : undefined;
  const cursor = randomPipeline(seed).data.open(position);
  for (let item = await cursor.next(); item !== undefined; item = await cursor.next())
    process.stdout.write(`${seed}\t${JSON.stringify(cursor.position)}\t${item}\n`);
  await wait(1);
}
