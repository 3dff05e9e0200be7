/** Returns the MurmurHash3 of the bytes from `from` to before `to`, as an int32. */
export function hashOf(bytes: Uint8Array, seed: number, from: number, to: number): number {
  let hash = seed | 0;
  let i = from;
  for (; i + 4 <= to; i += 4)
    hash = mix(hash, bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
  if (i < to) {
    let rest = bytes[i]!;
    if (i + 1 < to) rest |= bytes[i + 1]! << 8;
    if (i + 2 < to) rest |= bytes[i + 2]! << 16;
    hash ^= scramble(rest);
  }
  return finish(hash, to - from);
}

/** Returns the hash, as an int32, of the four bytes of `second`, the lowest first, with `first` as the seed. */
export function hashOfPair(first: number, second: number): number {
  return finish(mix(first, second), 4);
}

function mix(hash: number, four: number): number {
  const mixed = hash ^ scramble(four);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function scramble(four: number): number {
  const k = Math.imul(four, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function finish(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The part of the host that is used here, which every browser and Node have. */
interface Host {
  readonly TextEncoder: new () => Encoder;
}

/** Writes text as UTF-8. Half a surrogate pair becomes U+FFFD. */
interface Encoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, bytes: Uint8Array): { readonly written: number };
}

/** Returns an encoder. Making one is expensive, using it is cheap. */
export function encoder(): Encoder {
  return new (globalThis as unknown as Host).TextEncoder();
}
