import type { CompressionCodec, Compressors } from 'hyparquet';

/**
 * Returns the decompressors that a file needs. They are loaded only now: they start a WebAssembly module, which an import
 * alone should not do.
 */
export async function decompressors(codecs: ReadonlySet<CompressionCodec>): Promise<Compressors> {
  if ([...codecs].every(codec => codec === 'UNCOMPRESSED')) return {};
  const { compressors } = await import('hyparquet-compressors');
  return compressors;
}
