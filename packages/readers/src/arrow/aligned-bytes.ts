import type { RandomAccess } from '../source/byte-source.ts';

/** Returns a range of bytes that starts at a multiple of eight, as views of 64-bit numbers need. */
export async function alignedBytes(
  access: RandomAccess,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Uint8Array> {
  const bytes = await access.slice(from, to);
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
