import { expect, test } from 'vitest';
import type { Cursor, Position } from './index.ts';
import { randomPipeline, stepNames } from './testing/random-pipeline.ts';

const PIPELINES = 500;

async function restOf(cursor: Cursor<number>): Promise<number[]> {
  const items: number[] = [];
  for (let item = await cursor.next(); item !== undefined; item = await cursor.next()) items.push(item);
  return items;
}

test('any pipeline continues after any record with exactly the records that follow, from a position as JSON', async () => {
  let records = 0;
  const used = new Set<string>();
  for (let seed = 0; seed < PIPELINES; seed++) {
    const { names, data } = randomPipeline(seed);
    names.forEach(name => used.add(name));
    const cursor = data.open();
    const positions = [JSON.stringify(cursor.position)];
    const items: number[] = [];
    for (let item = await cursor.next(); item !== undefined; item = await cursor.next()) {
      items.push(item);
      // Half of the pipelines look an item ahead first.
      if (seed % 2 === 0) await cursor.ended;
      positions.push(JSON.stringify(cursor.position));
    }
    if (data.length !== undefined) expect(items, names.join(' → ')).toHaveLength(data.length * data.epochs);
    for (const [read, position] of positions.entries()) {
      const again = randomPipeline(seed).data.open(JSON.parse(position) as Position);
      expect(await restOf(again), `pipeline ${seed}, ${names.join(' → ')}, after ${read} records`).toEqual(
        items.slice(read),
      );
      records++;
    }
  }
  expect(stepNames.filter(name => !used.has(name))).toEqual([]);
  expect(records).toBeGreaterThan(4 * PIPELINES);
});
