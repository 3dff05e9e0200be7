import { decodeRunLengths } from './run-lengths.ts';

/** Returns levels of at most `most`, which are run-length encoded. */
export function levelsOf(bytes: Uint8Array, count: number, most: number): Uint8Array {
  const levels = new Uint8Array(count);
  decodeRunLengths(bytes, 32 - Math.clz32(most), levels);
  return levels;
}

/** True if levels of 0 and 1 are a single run of ones, as they mostly are. */
export function isOneRun(bytes: Uint8Array, count: number): boolean {
  let header = 0;
  for (let at = 0; at < Math.min(5, bytes.length); at++) {
    header += (bytes[at]! & 127) * 128 ** at;
    if (bytes[at]! < 128) return header % 2 === 0 && header / 2 >= count && bytes[at + 1] === 1;
  }
  return false;
}
