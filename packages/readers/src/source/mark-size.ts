/** Returns the number of bytes of a byte order mark: 3 or 0. */
export function markSize(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
