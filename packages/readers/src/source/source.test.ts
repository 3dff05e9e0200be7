import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DataError } from '@thalweg/data';
import { csv } from '@thalweg/readers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { recordsOf } from '../testing/records-of.ts';
import type { ByteSourceLike } from './byte-source-like.ts';
import { byteSourceOf } from './byte-source-of.ts';
import type { ByteSource } from './byte-source.ts';
import { randomAccess } from './random-access.ts';
import { unzipped } from './decoding.ts';

const text = Array.from({ length: 50_000 }, (_, i) => `line ${i}\n`).join('');
const bytes = new TextEncoder().encode(text);

let folder: string;
let server: Server;
let address: string;
/** Bytes that the server has sent, by path. */
const sent: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(`${tmpdir()}/readers-`);
  writeFileSync(`${folder}/lines.txt`, bytes);
  writeFileSync(`${folder}/lines.txt.gz`, gzipSync(bytes));
  server = createServer((request, response) => {
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    sent.push(`${request.url} ${request.headers.range ?? 'all'}`);
    if (request.url === '/silent') return void response.writeHead(200).flushHeaders();
    if (request.url === '/none') return void response.writeHead(404).end();
    if (request.url === '/plain' || from === undefined) return void response.end(bytes);
    if (Number(from) >= bytes.length) return void response.writeHead(416).end();
    const end = Math.min(to === '' ? Infinity : Number(to) + 1, bytes.length);
    response.writeHead(206, { 'content-range': `bytes ${from}-${end - 1}/${bytes.length}` });
    response.end(bytes.subarray(Number(from), end));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  server.close();
});

async function read(source: ByteSource, from?: number): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of source.stream(from)) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

const inPieces = (size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

const sources: readonly (readonly [string, () => ByteSourceLike])[] = [
  ['a path', () => `${folder}/lines.txt`],
  ['a file: address', () => pathToFileURL(`${folder}/lines.txt`)],
  ['an address with ranges', () => `${address}/ranges`],
  ['a URL without ranges', () => new URL(`${address}/plain`)],
  ['a File', () => new File([bytes], 'lines.txt')],
  ['a Uint8Array', () => bytes],
  ['an ArrayBuffer', () => bytes.slice().buffer],
  ['a response', () => new Response(bytes)],
  ['a web stream', () => new Blob([bytes]).stream()],
  ['a Node stream', () => Readable.from(inPieces(999))],
  ['a Node stream of texts', () => Readable.from([text.slice(0, 1000), text.slice(1000)])],
  ['a byte source', () => byteSourceOf('test', bytes)],
];

describe.each(sources)('%s', (_, make) => {
  const source = () => byteSourceOf('test', make());

  it('streams all bytes', async () => {
    expect(await read(source())).toBe(text);
  });

  it.each([1, 70_000, bytes.length - 1, bytes.length, bytes.length + 5])('streams them from byte %d on', async from => {
    expect(await read(source(), from)).toBe(text.slice(from));
    expect(await read(unzipped(source()), from)).toBe(text.slice(from));
  });

  it('gives any range of them', async () => {
    const { size, slice } = await randomAccess(source());
    expect(size).toBe(bytes.length);
    for (const [from, to] of [
      [0, 0],
      [0, 5],
      [70_000, 80_000],
      [size - 3, size + 10],
      [size, size + 1],
    ] as const)
      expect(Buffer.from(await slice(from, to)).toString()).toBe(text.slice(from, to));
  });
});

describe('a source', () => {
  it('requests only what was asked for from a server with ranges', async () => {
    sent.length = 0;
    const { slice } = await randomAccess(byteSourceOf('test', `${address}/few`));
    await slice(10, 20);
    expect(sent).toEqual(['/few bytes=0-0', '/few bytes=10-19']);
  });

  it('has the name of its file, or the given one', () => {
    expect(byteSourceOf('csv', 'a/b.csv').name).toBe('a/b.csv');
    expect(byteSourceOf('csv', new File([], 'c.csv')).name).toBe('c.csv');
    expect(byteSourceOf('csv', bytes).name).toBe('csv: bytes');
    expect(byteSourceOf('csv', bytes, 'mine').name).toBe('mine');
  });

  it.each([
    [
      'a missing file',
      () => `${folder}/lines.text`,
      /lines\.text: the file must be readable.* Did you mean '.*\/lines\.txt/,
    ],
    ['a folder', () => folder, /it must be a file, got a folder/],
    ['a device', () => '/dev/null', /it must be a file, got a pipe or a device. Give a stream: process\.stdin/],
    ['a missing address', () => `${address}/none`, /none: the server must answer with the file, got status 404/],
    ['a server that is not there', () => 'http://127.0.0.1:9/x', /the server must be reachable/],
    ['a stream of records', () => Readable.from([{ a: 1 }]) as never, /must be bytes or texts, got Object/],
  ])('says in place what is wrong with %s', async (_, make, message) => {
    const failure = await read(byteSourceOf('csv', make())).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DataError);
    expect((failure as DataError).message).toMatch(message);
    expect((failure as DataError).source).toBeDefined();
  });

  it.each([[7], [undefined], [null], [{}], [['a']]])('refuses %s', given => {
    expect(() => byteSourceOf('csv', given as never)).toThrow(/csv: the source must be a path/);
  });

  it('says that a stream can be read only once', async () => {
    const source = byteSourceOf('csv', Readable.from([bytes]));
    await read(source);
    await expect(read(source)).rejects.toThrow(/csv: stream: a stream can be read only once, got a second reading/);
  });

  it('closes what it opened when the loop is left', async () => {
    const stream = Readable.from(inPieces(100));
    for await (const _ of unzipped(byteSourceOf('csv', stream)).stream()) break;
    expect(stream.destroyed).toBe(true);
    let cancelled = false;
    const web = new ReadableStream({ pull: c => c.enqueue(bytes), cancel: () => void (cancelled = true) });
    for await (const _ of unzipped(byteSourceOf('csv', web)).stream()) break;
    expect(cancelled).toBe(true);
  });
});

describe('in a browser, which has no files', () => {
  const getBuiltinModule = process.getBuiltinModule.bind(process);
  afterEach(() => {
    process.getBuiltinModule = getBuiltinModule;
    vi.unstubAllGlobals();
  });

  it('a path is an address relative to the page, and texts are decoded as in Node', async () => {
    process.getBuiltinModule = undefined as never;
    const asked: string[] = [];
    const answer = 'name,x\nÄpfel,1\nbirne,2\n';
    vi.stubGlobal('fetch', (address: string) => Promise.resolve((asked.push(address), new Response(answer))));
    const rows = await recordsOf(csv('data/fruit.csv'));
    expect(rows).toEqual([{ name: 'Äpfel', x: 1 }, { name: 'birne', x: 2 }]); // prettier-ignore
    expect(new Set(asked)).toEqual(new Set(['data/fruit.csv']));
  });
});

describe('a signal', () => {
  it.each([
    ['a web stream', () => new ReadableStream({ pull: () => new Promise(() => undefined) })],
    ['a Node stream', () => new Readable({ read: () => undefined })],
    ['an address', () => `${address}/silent`],
  ])('ends the chunks of %s that says nothing', async (_, make) => {
    for (const change of [unzipped, (source: ByteSource) => source]) {
      const abort = new AbortController();
      const chunks = change(byteSourceOf('csv', make() as ByteSourceLike)).stream(0, abort.signal);
      const pending = chunks.next();
      setTimeout(() => abort.abort(), 20);
      expect((await pending).done).toBe(true);
    }
  });
});

describe('unzipped', () => {
  const zipped = gzipSync(bytes);
  const of = (given: ByteSourceLike) => unzipped(byteSourceOf('csv', given));

  it('decompresses what starts as gzip does, from any source and offset', async () => {
    expect(await read(of(`${folder}/lines.txt.gz`))).toBe(text);
    expect(await read(of(zipped), 70_001)).toBe(text.slice(70_001));
    expect(
      await read(of(Readable.from([0, 1, 2, 3, 500, 5000].map((from, i, all) => zipped.subarray(from, all[i + 1]))))),
    ).toBe(text);
    expect(await read(of(Buffer.concat([zipped, zipped])))).toBe(text + text);
  });

  it.each([0, 1])('passes %d bytes through', async size => {
    expect((await read(of(new Uint8Array(size)))).length).toBe(size);
  });

  it('says that gzip is damaged or cut off', async () => {
    for (const wrong of [zipped.subarray(0, 2000), zipped.map((byte, at) => (at === 5000 ? byte ^ 255 : byte))])
      await expect(read(of(new File([new Uint8Array(wrong)], 'x.gz')))).rejects.toThrow(
        /x\.gz: gzip must be whole, got/,
      );
  });

  it('passes the error of its source on', async () => {
    const failing = new ReadableStream({ pull: () => Promise.reject(new Error('the wire broke')) });
    await expect(read(of(failing))).rejects.toThrow('the wire broke');
    const later = (async function* () {
      yield zipped.subarray(0, 1000);
      throw new Error('the wire broke');
    })();
    await expect(read(of(later))).rejects.toThrow('the wire broke');
  });
});
