import type { CompressionCodec, Compressors } from 'hyparquet';
import { zstdDecoder } from '../columnar/zstd.ts';

/**
 * Returns the decompressors that a file needs. They are loaded only now: they start WebAssembly modules, which an import
 * alone should not do.
 */
export async function decompressors(codecs: ReadonlySet<CompressionCodec>): Promise<Compressors> {
  const others = [...codecs].some(codec => codec !== 'UNCOMPRESSED' && codec !== 'ZSTD');
  const compressors = others ? (await import('hyparquet-compressors')).compressors : {};
  return codecs.has('ZSTD') ? { ...compressors, ZSTD: await zstdDecoder() } : compressors;
}
