import type { ByteSource } from './byte-source.ts';

/** Returns the source of bytes in memory. */
export function fromBytes(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    repeatable: true,
    async *stream(from = 0, signal) {
      if (from < bytes.length && signal?.aborted !== true) yield bytes.subarray(from);
    },
    random: async () => ({ size: bytes.length, slice: async (from, to) => bytes.subarray(from, to) }),
  };
}
