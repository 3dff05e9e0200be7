import type { Chunks } from './byte-source.ts';

/**
 * Returns the first result of `make` that is not `undefined`. It is called with the first bytes of a source, then with more and
 * more of them; `ended` says that these are all.
 */
export async function ofFirstBytes<R>(
  chunks: Chunks,
  make: (bytes: Uint8Array, ended: boolean) => R | undefined,
): Promise<R> {
  let bytes = new Uint8Array(1 << 16);
  let size = 0;
  let wanted = 1;
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done !== true) {
        if (size + value.length > bytes.length) {
          const larger = new Uint8Array(2 * (size + value.length));
          larger.set(bytes.subarray(0, size));
          bytes = larger;
        }
        bytes.set(value, size);
        size += value.length;
        if (size < wanted) continue;
      }
      const made = make(bytes.subarray(0, size), done === true);
      if (made !== undefined) return made;
      if (done === true) throw new Error('nothing was made of all bytes');
      wanted = 2 * size;
    }
  } finally {
    await chunks.return?.();
  }
}
