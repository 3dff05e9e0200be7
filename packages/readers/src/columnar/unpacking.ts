/** The bytes that a part may always have unpacked: 128 MiB, more than a page or a batch is made to have. */
const SMALL = 2 ** 27;

/** The bytes that each byte of a larger part may stand for: what no table that people write exceeds by far. */
const RATIO = 64;

/** The bytes of a block of ZSTD, at most. */
const BLOCK = 2 ** 17;

/** The largest window that the programs of the codec take. */
const WINDOW = 27;

/** Returns the bytes that compressed ones may stand for, at most. Codecs reach 30,000 for each; a file of a few kB would fill memory. */
export function mostUnpacked(packed: number): number {
  return SMALL + RATIO * packed;
}

/**
 * Returns the bytes that frames of ZSTD have unpacked, at most. Decompressors allocate memory before they read on, so frames may
 * ask only for what their bytes can need.
 *
 * - **Throws** `Error` for others
 * - **Source** RFC 8878, §3.1.1
 */
function checkZstd(bytes: Uint8Array): number {
  if (bytes.length < 6) throw new Error(`${bytes.length} bytes of ZSTD`);
  const most = mostUnpacked(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length;) {
    const isSkipped = (bytes[at]! & 0xf0) === 0x50 && bytes[at + 1] === 0x2a;
    const frame = isSkipped ? { size: 0, end: at + 8 + numberAt(bytes, at + 4, 4) } : frameAt(bytes, at);
    size += frame.size;
    if (size > most) throw new Error(`${size} bytes in ${bytes.length} of ZSTD`);
    at = frame.end;
  }
  return size;
}

/** Returns the bytes that a frame takes unpacked, at most, and where it ends. */
function frameAt(bytes: Uint8Array, start: number): { readonly size: number; readonly end: number } {
  const flags = bytes[start + 4] ?? ended();
  const single = (flags >> 5) & 1;
  const window = single === 1 ? 0 : 10 + ((bytes[start + 5] ?? ended()) >> 3);
  if (window > WINDOW) throw new Error(`a window of 2^${window} bytes`);
  const dictionary = [0, 1, 2, 4][flags & 3]!;
  const width = [single, 2, 4, 8][flags >> 6]!;
  let at = start + 6 - single + dictionary + width;
  const declared = numberAt(bytes, at - width, width);
  let size = 2 ** window;
  for (let last = 0; last === 0;) {
    const header = at + 3 <= bytes.length ? numberAt(bytes, at, 3) : ended();
    last = header & 1;
    const type = (header >> 1) & 3;
    const length = header >> 3;
    size += type === 2 ? BLOCK : length;
    // A block of one byte over and over holds only that.
    at += 3 + (type === 1 ? 1 : length);
  }
  return { size: Math.max(size, declared), end: at + 4 * ((flags >> 2) & 1) };
}

/** Returns a number of some bytes, the least significant one first. */
function numberAt(bytes: Uint8Array, at: number, width: number): number {
  let number = 0;
  for (let i = width - 1; i >= 0; i--) number = number * 256 + (bytes[at + i] ?? 0);
  return number;
}

function ended(): never {
  throw new Error('ZSTD that is cut off');
}

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
