/**
 * Decodes small whole numbers that are stored as runs of one value and as packed bits, until `into` is full.
 *
 * - **Throws** `Error` if the bytes end before
 * - **Source** Parquet, "Run Length Encoding / Bit-Packing Hybrid"
 */
export function decodeRunLengths(bytes: Uint8Array, width: number, into: Uint8Array | Int32Array): void {
  if (width > 32) throw new Error(`numbers of ${width} bits`);
  let at = 0;
  let filled = 0;
  while (filled < into.length) {
    let header = 0;
    for (let scale = 1, byte = 128; byte > 127; scale *= 128) {
      byte = bytes[at++] ?? ended();
      header += (byte & 127) * scale;
    }
    const left = into.length - filled;
    if (header % 2 === 1) {
      const groups = (header - 1) / 2;
      const count = Math.min(8 * groups, left);
      unpackBits(bytes.subarray(at), width, into.subarray(filled, filled + count));
      at += groups * width;
      filled += count;
    } else {
      const count = Math.min(header / 2, left);
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= (bytes[at++] ?? ended()) << shift;
      into.fill(value, filled, filled + count);
      filled += count;
    }
  }
}

/** Decodes numbers of `width` bits each, the least significant bit first. */
function unpackBits(bytes: Uint8Array, width: number, into: Uint8Array | Int32Array): void {
  if (Math.ceil((into.length * width) / 8) > bytes.length) ended();
  if (width > 24) return unpackWide(bytes, width, into);
  const mask = (1 << width) - 1;
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < into.length; i++) {
    for (; held < width; held += 8) bits |= bytes[at++]! << held;
    into[i] = bits & mask;
    bits >>>= width;
    held -= width;
  }
}

/** The same for numbers that need more bits than shifts have. */
function unpackWide(bytes: Uint8Array, width: number, into: Uint8Array | Int32Array): void {
  const range = 2 ** width;
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < into.length; i++) {
    for (; held < width; held += 8) bits += bytes[at++]! * 2 ** held;
    into[i] = bits % range;
    bits = Math.floor(bits / range);
    held -= width;
  }
}

function ended(): never {
  throw new Error('a page that ends too early');
}
