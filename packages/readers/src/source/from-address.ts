import { DataError } from '@thalweg/data';
import { afterBytes, webChunks, whenAborted } from './chunks.ts';
import type { ByteSource, Chunks, RandomAccess } from './byte-source.ts';
import { host, type HostResponse } from './host.ts';

/**
 * Returns the source of an address. Ranges are requested where the server has them; from a server without, the bytes before
 * an offset are received and dropped.
 *
 * - **Throws** `DataError` when it is read, if the request fails
 */
export function fromAddress(address: string): ByteSource {
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
