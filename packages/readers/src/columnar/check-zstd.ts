/** The bytes that one byte of ZSTD stands for, at most: a block has 4 bytes and stands for 2^17. */
const RATIO = 1 << 15;
/** The largest window that the programs of the codec take. */
const WINDOW = 27;

/**
 * Does nothing if the header of a ZSTD frame asks for memory that its bytes can need: decompressors allocate it before they
 * read on.
 *
 * - **Throws** `Error` for another header
 * - **Source** RFC 8878, §3.1.1.1
 */
export function checkZstd(bytes: Uint8Array): void {
  if (bytes.length < 6) throw new Error(`${bytes.length} bytes of ZSTD`);
  const flags = bytes[4]!;
  const single = (flags >> 5) & 1;
  const window = single === 1 ? 0 : 10 + (bytes[5]! >> 3);
  if (window > WINDOW) throw new Error(`a window of 2^${window} bytes`);
  const dictionary = [0, 1, 2, 4][flags & 3]!;
  const at = 6 - single + dictionary;
  const width = [single, 2, 4, 8][flags >> 6]!;
  let content = 0;
  for (let i = width - 1; i >= 0; i--) content = content * 256 + (bytes[at + i] ?? 0);
  if (content > RATIO * bytes.length) throw new Error(`${content} bytes in ${bytes.length} of ZSTD`);
}
