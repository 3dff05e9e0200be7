import { DataError } from '@thalweg/data';
import { printed, nearestName } from '@thalweg/tensor/engine';
import { afterBytes, iteratedChunks, webChunks, whenAborted } from './chunks.ts';
import type { BlobLike, ByteSourceLike, ResponseLike } from './byte-source-like.ts';
import type { AbortSignalLike, ByteSource, Chunks, RandomAccess } from './byte-source.ts';
import { host, hostFiles, type HostFile, type HostFiles, type HostResponse } from './host.ts';

/**
 * Returns the bytes of whatever a reader was given. Nothing is opened yet.
 *
 * - **Throws** `DataError` for what holds no bytes
 */
export function byteSourceOf(subject: string, given: ByteSourceLike, name?: string): ByteSource {
  const source = unnamed(subject, given);
  return name === undefined ? source : { ...source, name };
}

function unnamed(subject: string, given: ByteSourceLike): ByteSource {
  if (typeof given === 'string') return fromText(given);
  if (given instanceof Uint8Array) return fromBytes(`${subject}: bytes`, given);
  if (given instanceof ArrayBuffer) return fromBytes(`${subject}: bytes`, new Uint8Array(given));
  if (typeof given === 'object' && given !== null) {
    if ('repeatable' in given) return given;
    if ('href' in given) return fromText(given.href);
    if ('body' in given) return fromResponse(subject, given);
    if ('arrayBuffer' in given) return fromBlob(given.name ?? `${subject}: blob`, given);
    if ('getReader' in given) return fromStream(`${subject}: stream`, signal => webChunks(given, signal));
    if (Symbol.asyncIterator in given) return fromStream(`${subject}: stream`, signal => iteratedChunks(given, signal));
  }
  throw new DataError(
    subject,
    'the source must be a path, an address, a File, a stream or bytes',
    printed(given),
    'Give a path such as "data/cars.csv", or a Uint8Array of the bytes.',
  );
}

function fromResponse(subject: string, { url, body }: ResponseLike): ByteSource {
  const name = url || `${subject}: response`;
  return body === null ? fromBytes(name, new Uint8Array()) : fromStream(name, signal => webChunks(body, signal));
}

/** A scheme has two letters at least: one is a drive. */
const ADDRESS = /^[a-z][a-z\d+.-]+:/i;

function fromText(text: string): ByteSource {
  const files = hostFiles();
  if (files === undefined || (ADDRESS.test(text) && !/^file:/i.test(text))) return fromAddress(text);
  return fromPath(/^file:/i.test(text) ? pathOf(text) : text, files);
}

function pathOf(address: string): string {
  const { fileURLToPath } = host().process!.getBuiltinModule!('node:url') as {
    readonly fileURLToPath: (url: string) => string;
  };
  return fileURLToPath(address);
}

/** Returns the source of bytes in memory. */
function fromBytes(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    repeatable: true,
    async *stream(from = 0, signal) {
      if (from < bytes.length && signal?.aborted !== true) yield bytes.subarray(from);
    },
    random: async () => ({ size: bytes.length, slice: async (from, to) => bytes.subarray(from, to) }),
  };
}

/** Returns the source of a `File` or `Blob`. */
function fromBlob(name: string, blob: BlobLike): ByteSource {
  return {
    name,
    repeatable: true,
    stream: (from = 0, signal) => webChunks((from === 0 ? blob : blob.slice(from)).stream(), signal) as Chunks,
    random: async () => ({
      size: blob.size,
      slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
    }),
  };
}

/**
 * Returns the source of a stream, which can be read once. The first bytes are read and dropped if it is read from an offset.
 *
 * - **Throws** `DataError` when it is read again, and for chunks that are neither bytes nor texts
 */
function fromStream(name: string, open: (signal?: AbortSignalLike) => AsyncIterable<unknown>): ByteSource {
  let used = false;
  return {
    name,
    repeatable: false,
    async *stream(from = 0, signal) {
      if (used)
        throw new DataError(
          name,
          'a stream can be read only once',
          'a second reading',
          'Give the path, the address, the File or the bytes to read it in each epoch, or make a dataset of a new stream.',
          { source: name },
        );
      used = true;
      yield* afterBytes(bytesOf(name, open(signal)), from);
    },
  };
}

async function* bytesOf(name: string, chunks: AsyncIterable<unknown>): Chunks {
  const encoder = new (host().TextEncoder)();
  for await (const chunk of chunks)
    if (chunk instanceof Uint8Array) yield chunk;
    else if (chunk instanceof ArrayBuffer) yield new Uint8Array(chunk);
    else if (typeof chunk === 'string') yield encoder.encode(chunk);
    else
      throw new DataError(
        name,
        'the chunks of a stream must be bytes or texts',
        printed(chunk),
        'Convert them first. Records need no reader: use from(items) of RxJS.',
        { source: name },
      );
}

/** The bytes that are read at once. */
const CHUNK = 1 << 18;
/** The bytes of one call of the system, at most: Node ends the process for 2 GiB. */
const MOST = 2 ** 30;

/**
 * Returns the source of a file.
 *
 * - **Throws** `DataError` when it is read, if it cannot be opened
 */
function fromPath(path: string, files: HostFiles): ByteSource {
  return {
    name: path,
    repeatable: true,
    async *stream(from = 0, signal) {
      const file = await opened(path, files);
      try {
        for (let position = from; signal?.aborted !== true;) {
          const chunk = new Uint8Array(CHUNK);
          const { bytesRead } = await file.read(chunk, 0, CHUNK, position);
          if (bytesRead === 0) return;
          position += bytesRead;
          yield chunk.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
    async random() {
      const size = await withFile(path, files, async file => (await file.stat()).size);
      return { size, slice: (from, to) => withFile(path, files, file => range(file, from, Math.min(to, size), path)) };
    },
  };
}

async function range(file: HostFile, from: number, to: number, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, to - from));
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await file.read(bytes, filled, Math.min(bytes.length - filled, MOST), from + filled);
    if (bytesRead === 0)
      throw new DataError(
        path,
        `the file must have ${to} bytes, as when it was opened`,
        `${from + filled}`,
        'Leave the file as it is while it is read.',
        { source: path },
      );
    filled += bytesRead;
  }
  return bytes;
}

async function withFile<R>(path: string, files: HostFiles, use: (file: HostFile) => Promise<R>): Promise<R> {
  const file = await opened(path, files);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function opened(path: string, files: HostFiles): Promise<HostFile> {
  let file: HostFile;
  try {
    file = await files.open(path, unblocked(files));
  } catch (cause) {
    throw new DataError(
      path,
      'the file must be readable',
      cause instanceof Error ? cause.message : String(cause),
      await adviceOn(path, files),
      { source: path, cause },
    );
  }
  const stat = await file.stat();
  if (stat.isFile()) return file;
  await file.close();
  // A pipe cannot be read twice, but the first rows are: they give the types.
  throw stat.isDirectory()
    ? new DataError(path, 'it must be a file', 'a folder', 'Give the path of a file in it.', { source: path })
    : new DataError(path, 'it must be a file', 'a pipe or a device', PIPE, { source: path });
}

/** Returns the flags that open a pipe to which nobody writes at once, so that it can be refused. */
function unblocked({ constants }: HostFiles): number | undefined {
  return constants?.O_NONBLOCK === undefined ? undefined : constants.O_RDONLY | constants.O_NONBLOCK;
}

const PIPE = 'Give a stream: process.stdin, or createReadStream(path).';

/** Names the file of the same folder that was meant. */
async function adviceOn(path: string, files: HostFiles): Promise<string> {
  const [, folder, name] = /^(.*?)([^/\\]*)$/s.exec(path)!;
  const there = await files.readdir(folder === '' ? '.' : folder!).catch(() => []);
  const nearest = nearestName(name!, there);
  return nearest === undefined ? 'Check the path and the rights of the file.' : `Did you mean '${folder}${nearest}'?`;
}

/**
 * Returns the source of an address. Ranges are requested where the server has them; from a server without, the bytes before
 * an offset are received and dropped.
 *
 * - **Throws** `DataError` when it is read, if the request fails
 */
function fromAddress(address: string): ByteSource {
  return {
    name: address,
    repeatable: true,
    async *stream(from = 0, signal) {
      const abort = new (host().AbortController)();
      const forget = whenAborted(signal, () => abort.abort());
      try {
        const response = await request(address, from === 0 ? {} : { range: `bytes=${from}-` }, abort.signal);
        if (response === undefined || response.body === null) return;
        const chunks = webChunks(response.body) as AsyncIterable<Uint8Array>;
        yield* received(address, response.status === 206 ? chunks : afterBytes(chunks, from));
      } catch (error) {
        if (signal?.aborted !== true) throw error;
      } finally {
        forget();
        abort.abort();
      }
    },
    random: () => ranges(address),
  };
}

async function* received(address: string, chunks: AsyncIterable<Uint8Array>): Chunks {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const result = await iterator.next().catch((cause: unknown) => {
        throw unreachable(address, cause);
      });
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    await iterator.return?.();
  }
}

async function ranges(address: string): Promise<RandomAccess | undefined> {
  const response = await ranged(address, 0, 1);
  const size = Number(/\/(\d+)$/.exec(response?.headers.get('content-range') ?? '')?.[1] ?? NaN);
  if (response === undefined || response.status !== 206 || !Number.isSafeInteger(size)) return undefined;
  return {
    size,
    async slice(from, to) {
      if (from >= Math.min(to, size)) return new Uint8Array();
      const part = await ranged(address, from, Math.min(to, size));
      const bytes = new Uint8Array(await part!.arrayBuffer());
      if (part!.status === 206 && bytes.length === Math.min(to, size) - from) return bytes;
      const given = `${bytes.length} with status ${part!.status}`;
      const requirement = `the server must answer a request for ${Math.min(to, size) - from} bytes`;
      throw new DataError(address, requirement, given, 'Fetch the file first, and give its bytes.', {
        source: address,
      });
    },
  };
}

/** Requests the bytes `from … to − 1`. The body of an answer with more is not received. */
async function ranged(address: string, from: number, to: number): Promise<HostResponse | undefined> {
  const abort = new (host().AbortController)();
  const response = await request(address, { range: `bytes=${from}-${to - 1}` }, abort.signal);
  if (response?.status !== 206) abort.abort();
  return response;
}

/** Returns the answer, or `undefined` if the offset lies at the end of the bytes. */
async function request(
  address: string,
  headers: Readonly<Record<string, string>>,
  signal: unknown,
): Promise<HostResponse | undefined> {
  let response: HostResponse;
  try {
    response = await host().fetch(address, { headers, signal });
  } catch (cause) {
    throw unreachable(address, cause);
  }
  if (response.ok) return response;
  if (response.status === 416) return undefined;
  throw new DataError(
    address,
    'the server must answer with the file',
    `status ${response.status}`,
    'Check the address, and whether it needs a login.',
    { source: address },
  );
}

function unreachable(address: string, cause: unknown): DataError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return new DataError(
    address,
    'the server must be reachable',
    inner instanceof Error ? inner.message : String(inner),
    'Check the address and the network; in a browser, whether the server allows this page (CORS).',
    { source: address, cause },
  );
}
