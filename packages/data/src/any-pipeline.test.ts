import { expect, test } from 'vitest';
import type { DatasetIterator, Offset } from './index.ts';
import { randomPipeline, stepNames } from './testing/random-pipeline.ts';

const PIPELINES = 500;

async function restOf(iterator: DatasetIterator<number>): Promise<number[]> {
  const items: number[] = [];
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) items.push(item);
  return items;
}

test('any pipeline continues after any record with exactly the records that follow, from an offset as JSON', async () => {
  let records = 0;
  const used = new Set<string>();
  for (let seed = 0; seed < PIPELINES; seed++) {
    const { names, data } = randomPipeline(seed);
    names.forEach(name => used.add(name));
    const iterator = data.open();
    const offsets = [JSON.stringify(iterator.offset)];
    const items: number[] = [];
    for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) {
      items.push(item);
      // Half of the pipelines look an item ahead first.
      if (seed % 2 === 0) await iterator.ended;
      offsets.push(JSON.stringify(iterator.offset));
    }
    if (data.length !== undefined) expect(items, names.join(' → ')).toHaveLength(data.length * data.epochs);
    for (const [read, offset] of offsets.entries()) {
      const again = randomPipeline(seed).data.open(JSON.parse(offset) as Offset);
      expect(await restOf(again), `pipeline ${seed}, ${names.join(' → ')}, after ${read} records`).toEqual(
        items.slice(read),
      );
      records++;
    }
  }
  expect(stepNames.filter(name => !used.has(name))).toEqual([]);
  expect(records).toBeGreaterThan(4 * PIPELINES);
});
