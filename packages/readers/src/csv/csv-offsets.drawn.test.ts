import { takenRows } from '@thalweg/drawn';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { csv } from '@thalweg/readers';
import { lastValueFrom, take, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { inChunks } from '../testing/in-chunks.ts';
import { iteratorAfter, recordsOf } from '../testing/records-of.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

const counts = takenRows(
  'rows of CSV',
  Array.from({ length: 401 }, (_, count) => count),
);

describe('an offset', () => {
  const text = `a,b\n${Array.from({ length: 400 }, (_, i) => (i % 7 === 3 ? `"${i}\n",x` : `${i},y${i % 5}`)).join('\n')}\n`;

  it('continues with the rows that follow, from every row', async () => {
    const rows = csv(inParts(text));
    const all = await recordsOf(rows);
    expect(all.length).toBe(400);
    for (const count of counts) {
      const iterator = await iteratorAfter(rows, count);
      const offset = JSON.parse(JSON.stringify(iterator.offset)) as typeof iterator.offset;
      iterator.close();
      expect(await recordsOf(rows, offset)).toEqual(all.slice(count));
    }
  });

  it('is a byte, from which on the source is read', async () => {
    const from: (number | undefined)[] = [];
    const bytes = bytesOf(`a\n${'123456789\n'.repeat(100_000)}`);
    const source = {
      name: 'x',
      repeatable: true,
      stream: (at?: number) => (from.push(at), inChunks(bytes.subarray(at), 1 << 16)),
    };
    const iterator = await iteratorAfter(csv(source), 90_000);
    const { offset } = iterator;
    iterator.close();
    from.length = 0;
    expect((await recordsOf(csv(source), offset)).length).toBe(10_000);
    expect(from[0]).toBe(0);
    expect(Math.max(...from.map(Number))).toBeGreaterThan(600_000);
  });

  it('is refused where the file has changed, and kept at the end of a file', async () => {
    const many = `a\n${'123\n'.repeat(20_000)}1`;
    const rows = csv(inParts(many));
    const iterator = await iteratorAfter(rows, 20_001);
    expect(await iterator.next()).toBeUndefined();
    expect(await recordsOf(rows, iterator.offset)).toEqual([]);
    const middle = (await iteratorAfter(rows, 10_000)).offset;
    expect(await recordsOf(csv(inParts(many)), middle)).toHaveLength(10_001);
    for (const other of [many.replaceAll('123', '1234'), 'a\n1\n'])
      await expect(recordsOf(csv(inParts(other)), middle)).rejects.toThrow(
        /a row must begin at byte \d+, as when the offset was kept, got another file/,
      );
  });

  it('is refused where it is of another source', () => {
    const offset = { epoch: 0, index: 5, place: { index: 5, rows: 0, place: 'x' } };
    expect(() => csv(bytesOf('a\n1\n')).open(offset).next()).toThrow(/an offset must be one of this file/);
  });
});

/** A source in chunks of 50 bytes that can be read again. */
function inParts(text: string) {
  const bytes = bytesOf(text);
  return { name: 'parts', repeatable: true, stream: (from = 0) => inChunks(bytes.subarray(from), 50) };
}

describe('a stream', () => {
  it('is read once, also where its schema was asked for first', async () => {
    const rows = csv(inChunks('a,b\n1,x\n2,y\n', 3));
    expect((await rows.schema).names).toEqual(['a', 'b']);
    expect((await rows.schema).names).toEqual(['a', 'b']);
    expect(await recordsOf(rows)).toEqual([{ a: 1, b: 'x' }, { a: 2, b: 'y' }]); // prettier-ignore
    await expect(recordsOf(rows)).rejects.toThrow('a stream can be read only once');
  });

  it('is closed by whoever unsubscribes, in the middle or while it is silent', async () => {
    let closed = 0;
    const endless = async function* () {
      try {
        yield bytesOf('a\n');
        for (let i = 0; ; i++) yield bytesOf(`${i}\n`);
      } finally {
        closed++;
      }
    };
    expect(await lastValueFrom(csv(endless(), { inferRows: 1 }).pipe(take(3), toArray()))).toHaveLength(3);
    await expect.poll(() => closed).toBe(1);

    let cancelled = 0;
    const silent = new ReadableStream({ pull: () => new Promise(() => undefined), cancel: () => void cancelled++ });
    const iterator = csv(silent).open();
    const pending = iterator.next();
    iterator.close();
    expect(await pending).toBeUndefined();
    await expect.poll(() => cancelled).toBe(1);
  });

  it('passes its error on, after the rows before it', async () => {
    const failing = (async function* () {
      yield bytesOf('a\n1\n2\n');
      throw new Error('the wire broke');
    })();
    await expect(recordsOf(csv(failing, { inferRows: 1 }))).rejects.toThrow('the wire broke');
  });
});

describe('a file', () => {
  const folder = mkdtempSync(`${tmpdir()}/csv-`);
  const path = `${folder}/rows.csv`;
  const text = `a,b\n${Array.from({ length: 60_000 }, (_, i) => `${i},é${i % 7}`).join('\n')}\n`;
  writeFileSync(path, text);
  writeFileSync(`${path}.gz`, gzipSync(text));
  writeFileSync(`${folder}/utf16.csv`, Buffer.from(`\ufeff${text}`, 'utf16le'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['rows.csv', 'rows.csv.gz', 'utf16.csv'])('continues from an offset: %s', async name => {
    const rows = csv(`${folder}/${name}`);
    const iterator = await iteratorAfter(rows, 50_000);
    const { offset } = iterator;
    iterator.close();
    expect(offset.place).toBeDefined();
    const rest = await recordsOf(csv(`${folder}/${name}`), offset);
    expect(rest.length).toBe(10_000);
    expect(rest[0]).toEqual({ a: 50_000, b: 'é6' });
  });

  const open = () =>
    readdirSync('/proc/self/fd').filter(fd => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
      } catch {
        return false;
      }
    }).length;

  it.runIf(existsSync('/proc/self/fd'))(
    'is closed at the end, by whoever leaves early, and after an error',
    async () => {
      await recordsOf(csv(path));
      await csv(path).schema;
      await lastValueFrom(csv(path).pipe(take(3)));
      await lastValueFrom(csv(`${path}.gz`).pipe(take(3)));
      await recordsOf(csv(path, { types: { b: 'number' } })).catch(() => undefined);
      const iterator = await iteratorAfter(csv(path), 10);
      expect(open()).toBe(1);
      iterator.close();
      await expect.poll(open).toBe(0);
    },
  );
});
