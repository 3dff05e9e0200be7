import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '@thalweg/tensor';
import { FileError } from './file-errors.ts';

/** Calls a function with the bytes of a file, which is open until it returns. The file is read range by range. */
export function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  const descriptor = openFile(path);
  try {
    const length = fstatSync(descriptor).size;
    return use({ length, read: (begin, into) => readAll(descriptor, begin, into) });
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Opens a file to read it, and returns its descriptor. It never waits: a pipe would, until somebody writes to it.
 *
 * - **Throws** {@link FileError} for a pipe or a device, and for an empty path; an error of the system if it cannot be opened
 */
export function openFile(path: string): number {
  if (path === '') throw new FileError("''", 'a path must name a file', 'an empty one', "Try 'runs/first'.");
  // Windows has no such flag, and no such pipes among its files.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stat = fstatSync(descriptor);
  // Reading a folder is an error of the system.
  if (stat.isFile() || stat.isDirectory()) return descriptor;
  closeSync(descriptor);
  throw new FileError(path, 'it must be a file', 'a pipe or a device', 'Copy its bytes to a file first.');
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
