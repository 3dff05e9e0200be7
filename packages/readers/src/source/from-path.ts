import { DataError } from '@thalweg/data';
import { nearestName } from '@thalweg/tensor/engine';
import type { ByteSource } from './byte-source.ts';
import type { HostFile, HostFiles } from './host.ts';

/** The bytes that are read at once. */
const CHUNK = 1 << 18;
/** The bytes of one call of the system, at most: Node ends the process for 2 GiB. */
const MOST = 2 ** 30;

/**
 * Returns the source of a file.
 *
 * - **Throws** `DataError` when it is read, if it cannot be opened
 */
export function fromPath(path: string, files: HostFiles): ByteSource {
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
