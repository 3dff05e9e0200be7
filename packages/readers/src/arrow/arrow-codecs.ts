import { CompressionType, getCompressionCodec, setCompressionCodec } from '@uwdata/flechette';
import { zstdDecoder } from '../columnar/zstd.ts';
import { lz4Frame } from './lz4-frame.ts';

/**
 * Sees to it that flechette has the decompressors of these codecs; it keeps them for the whole program. One that is there
 * already stays.
 */
export async function arrowCodecs(codecs: ReadonlySet<number>): Promise<void> {
  for (const codec of codecs) {
    if (codec !== CompressionType.LZ4_FRAME && codec !== CompressionType.ZSTD) throw new Error(`codec ${codec}`);
    if (getCompressionCodec(codec) !== null) continue;
    const decode = codec === CompressionType.ZSTD ? await zstd() : lz4Frame;
    setCompressionCodec(codec, { decode, encode: notWritten });
  }
}

/** The length that a buffer states is left out: some writers state the compressed one. */
async function zstd(): Promise<(bytes: Uint8Array) => Uint8Array> {
  const unpack = await zstdDecoder();
  return bytes => unpack(bytes);
}

function notWritten(): never {
  throw new Error('Files are only read.');
}
