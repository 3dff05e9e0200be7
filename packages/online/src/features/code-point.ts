/** Returns the number of bytes of a code point beyond ASCII in UTF-8, by its first byte. */
export function sizeOfCodePoint(first: number): number {
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Returns the code point of `size` bytes, 2 to 4, at an offset in well-formed UTF-8. */
export function readCodePoint(bytes: Uint8Array, at: number, size: number): number {
  let code = bytes[at]! & (0x7f >> size);
  for (let i = 1; i < size; i++) code = (code << 6) | (bytes[at + i]! & 63);
  return code;
}

/** Writes a code point as UTF-8, and returns the offset of the next one. */
export function writeCodePoint(bytes: Uint8Array, at: number, code: number): number {
  const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  let rest = code;
  for (let i = size - 1; i > 0; i--) {
    bytes[at + i] = 0x80 | (rest & 63);
    rest >>= 6;
  }
  bytes[at] = (size === 1 ? 0 : 0xf00 >> size) | rest;
  return at + size;
}
