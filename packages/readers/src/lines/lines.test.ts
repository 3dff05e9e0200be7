import { lines } from '@thalweg/readers';
import { describe, expect, it } from 'vitest';
import { inChunks } from '../testing/in-chunks.ts';
import { iteratorAfter, recordsOf } from '../testing/records-of.ts';

describe('lines', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\nb\n', ['a', 'b']],
    ['a\r\n\r\nb', ['a', '', 'b']],
    ['\ufeffa\rb\n', ['a\rb']],
    ['日本\n\n', ['日本', '']],
  ])('of %j are %j, wherever chunks end', async (text, expected) => {
    for (let size = 1; size <= 10; size++)
      expect((await recordsOf(lines(inChunks(text, size)))).map(({ text }) => text)).toEqual(expected);
  });

  it('says in place what is no UTF-8, or too long', async () => {
    const bytes = Uint8Array.of(97, 10, 228, 10);
    await expect(recordsOf(lines(bytes, { name: 'x.txt' }))).rejects.toThrow(
      'x.txt: texts must be UTF-8, got other bytes in row 1.',
    );
    await expect(recordsOf(lines(inChunks('a\n'.padEnd(100, 'x'), 10), { maxRowBytes: 50 }))).rejects.toThrow(
      /a line must end before it has more bytes than maxRowBytes, got a longer one in row 1 \(line 2\)/,
    );
  });

  it('continue from every line', async () => {
    const bytes = new TextEncoder().encode(Array.from({ length: 200 }, (_, i) => `ä${i}`).join('\n'));
    const rows = lines({ name: 'x', repeatable: true, stream: (from = 0) => inChunks(bytes.subarray(from), 64) });
    const all = await recordsOf(rows);
    for (let count = 0; count <= 200; count++) {
      const iterator = await iteratorAfter(rows, count);
      expect(await recordsOf(rows, iterator.offset)).toEqual(all.slice(count));
      iterator.close();
    }
  });
});
