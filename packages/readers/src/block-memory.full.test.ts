import { csv } from '@thalweg/readers';
import { expect, it } from 'vitest';

const text = `x,y,name\n${Array.from({ length: 5000 }, (_, i) => `${i},${i / 8},${['red', 'green', 'blue'][i % 3]}`).join('\n')}\n`;

it('a file needs the memory of a block, however long it is', async () => {
  const chunk = new TextEncoder().encode(text.slice(text.indexOf('\n') + 1));
  const long = async function* () {
    yield new TextEncoder().encode('x,y,name\n');
    for (let i = 0; i < 400; i++) yield chunk;
  };
  const iterator = csv(long()).reader.tables!.read(0, 0);
  const held: number[] = [];
  let rows = 0;
  for (let table; (table = await iterator.next()) !== undefined;) {
    if ((rows += table.rows) % 100_000 < table.rows) {
      globalThis.gc!();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      held.push((heapUsed + arrayBuffers) / 1e6);
    }
  }
  expect(rows).toBe(2_000_000);
  expect(Math.max(...held.slice(5)) - held[2]!).toBeLessThan(8);
});
