import { batch, shuffle } from '@thalweg/data';
import { takenRuns } from '@thalweg/drawn';
import { csv, jsonLines, lines, type FileDataset } from '@thalweg/readers';
import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inChunks } from './testing/in-chunks.ts';
import { iteratorAfter, recordsOf } from './testing/records-of.ts';

/** A source that can be read again, in chunks of `size`. */
const again = (text: string, size: number) => {
  const bytes = new TextEncoder().encode(text);
  return { name: 'again', repeatable: true, stream: (from = 0) => inChunks(bytes.subarray(from), size) };
};

const cell = fc
  .array(fc.constantFrom('a', '"', ',', '\n', '\r\n', '\r', ' ', 'é', '日本', '😀', '1', '0', '.', '-'), {
    maxLength: 6,
  })
  .map(parts => parts.join(''));
const table = fc
  .integer({ min: 2, max: 4 })
  .chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 30 }));
const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

describe('random files', () => {
  it('of CSV are read as they were written, cut anywhere, and continued from any row', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(30),
        async (rows, end, size, count) => {
          const names = (rows[0] ?? ['', '']).map((_, at) => `c${at}`);
          const types = Object.fromEntries(names.map(name => [name, 'text' as const]));
          const text = [names, ...rows].map(row => row.map(quoted).join(',')).join(end) + end;
          const dataset = csv(again(text, size), { types, missing: [] });
          const all = await recordsOf(dataset);
          expect(all.map(row => Object.values(row))).toEqual(rows);
          await continues(dataset, all, Math.min(count, rows.length));
        },
      ),
      { numRuns: takenRuns(300), seed: 5 },
    );
  });

  it('of JSON lines and of lines, too', async () => {
    const value = fc.record({ a: cell, b: fc.option(fc.integer()), c: fc.array(fc.boolean(), { maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(30),
        async (rows, size, count) => {
          const text = rows.map(row => `${JSON.stringify(row)}\n`).join('');
          const dataset = jsonLines(again(text, size), { types: { a: 'text' } });
          const all = await recordsOf(dataset);
          expect(all).toEqual(
            rows.map(row => ({ ...row, b: rows.every(({ b }) => b === null) ? null : (row.b ?? NaN) })),
          );
          await continues(dataset, all, Math.min(count, rows.length));
          const ofText = lines(again(text, size));
          const texts = await recordsOf(ofText);
          expect(texts).toEqual(rows.map(row => ({ text: JSON.stringify(row) })));
        },
      ),
      { numRuns: takenRuns(200), seed: 6 },
    );
  });
});

async function continues<T>(dataset: FileDataset<T>, all: readonly T[], count: number): Promise<void> {
  const iterator = await iteratorAfter(dataset, count);
  const offset = JSON.parse(JSON.stringify(iterator.offset)) as typeof iterator.offset;
  iterator.close();
  expect(await recordsOf(dataset, offset)).toEqual(all.slice(count));
}

describe('a file', () => {
  const text = `x,y,name\n${Array.from({ length: 5000 }, (_, i) => `${i},${i / 8},${['red', 'green', 'blue'][i % 3]}`).join('\n')}\n`;

  it('gives the same batches in columns as record by record, shuffled or not', async () => {
    const rows = csv<{ x: number; y: number; name: string }>(again(text, 1000), { columns: ['x', 'y'] });
    const records = await recordsOf(rows);
    const batches = await lastValueFrom(rows.pipe(batch(64), toArray()));
    expect(batches.flatMap(({ x }) => [...x.data])).toEqual(records.map(({ x }) => x));
    const shuffled = rows.pipe(shuffle({ seed: 3, window: 100 }));
    const order = (await recordsOf(shuffled)).map(({ x }) => x);
    expect([...order].sort((a, b) => a - b)).toEqual(records.map(({ x }) => x));
    const inBatches = await lastValueFrom(shuffled.pipe(batch(64), toArray()));
    expect(inBatches.flatMap(({ x }) => [...x.data])).toEqual(order);
  });
});
