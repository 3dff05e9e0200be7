import { DataError } from '@thalweg/data';
import type { ByteSource, Chunks } from './byte-source.ts';
import { host, type HostDecoder } from './host.ts';
import { sniffed } from './sniffed.ts';

/**
 * Returns a source that gives texts of an encoding in UTF-8. UTF-16 is known by its byte order mark. UTF-8 is passed through.
 *
 * - **Throws** `DataError` for an encoding that the host does not know; while reading, for bytes that are not of it
 */
export function inUtf8(subject: string, source: ByteSource, encoding: string): ByteSource {
  const label = decoderOf(subject, encoding).encoding;
  return sniffed(source, (a, b) => {
    const utf16 = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
    const actual = label === 'utf-8' ? utf16 : label;
    return actual === undefined ? undefined : chunks => recoded(source.name, chunks, decoderOf(subject, actual));
  });
}

function decoderOf(subject: string, encoding: string): HostDecoder {
  try {
    return new (host().TextDecoder)(encoding, { fatal: true });
  } catch (cause) {
    const advice = "Use 'utf-8', 'utf-16le', 'windows-1252' or another label of the Encoding Standard.";
    throw new DataError(subject, 'encoding must be known to the host', `'${encoding}'`, advice, { cause });
  }
}

async function* recoded(name: string, chunks: Chunks, decoder: HostDecoder): Chunks {
  const encoder = new (host().TextEncoder)();
  const decode = (chunk?: Uint8Array): Uint8Array => {
    try {
      return encoder.encode(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch (cause) {
      const requirement = `texts must be ${decoder.encoding}`;
      throw new DataError(name, requirement, 'other bytes', 'Choose another encoding.', { source: name, cause });
    }
  };
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}
