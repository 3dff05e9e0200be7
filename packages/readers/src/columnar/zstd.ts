import { checkZstd } from './unpacked-size.ts';

/** The bytes that a part may have, packed and unpacked: the decoder keeps both in a memory of 2 GiB. */
const MOST = 2 ** 29;

/**
 * Returns a function that unpacks frames of ZSTD into `length` bytes; without that, into as many as they have. It is loaded only now,
 * since it starts a WebAssembly module: the reference decoder, as those in JavaScript never end for some damaged frames.
 *
 * - **Throws** `Error`, later, for damaged frames
 */
export async function zstdDecoder(): Promise<(bytes: Uint8Array, length?: number) => Uint8Array> {
  const { ZSTDDecoder } = await import('zstddec');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return (bytes, length) => {
    const most = Math.min(checkZstd(bytes), length ?? Infinity);
    if (most > MOST || bytes.length > MOST) throw new Error(`${bytes.length} bytes of ZSTD for ${most}, of which at most ${MOST} are read`);
    // For a length of zero it would believe what the frames claim. It gives no bytes for damaged frames.
    const unpacked = most === 0 ? new Uint8Array() : decoder.decode(bytes, most);
    const isWhole = length === undefined ? unpacked.length > 0 : unpacked.length === length;
    if (!isWhole) throw new Error('ZSTD that is damaged');
    return unpacked;
  }; // prettier-ignore
}
