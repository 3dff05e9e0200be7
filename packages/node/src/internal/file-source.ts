import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '@thalweg/tensor';

/** Calls a function with the bytes of a file, which is open until it returns. The file is read range by range. */
export function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  const descriptor = openSync(path, 'r');
  try {
    const length = fstatSync(descriptor).size;
    return use({ length, read: (begin, into) => readAll(descriptor, begin, into) });
  } finally {
    closeSync(descriptor);
  }
}

/** A call of the system reads at most 2 GiB. */
const MOST = 2 ** 30;

function readAll(descriptor: number, begin: number, into: Uint8Array): void {
  for (let at = 0; at < into.length;) {
    const read = readSync(descriptor, into, at, Math.min(into.length - at, MOST), begin + at);
    // The file was cut short while it was read: what is missing stays zero, and the checksum tells.
    if (read === 0) return;
    at += read;
  }
}
