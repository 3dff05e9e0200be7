import { sha256 } from '@noble/hashes/sha2.js';
import { nextTurn, now } from '@thalweg/data/engine';
import { fastestSha256 } from '@thalweg/log/engine';
import type { ByteSource } from '@thalweg/tensor';
import type { Snapshot } from '@thalweg/train';
import { CHECKSUM_LENGTH, CHECKSUM_START, digitsOf, snapshotFrom, snapshotParts } from '@thalweg/train/engine';

/** Returns the bytes that `encodeSnapshot` returns. Meanwhile, the event loop gets its turns, so a learning goes on. */
export async function encodeInTurns(snapshot: Snapshot): Promise<Uint8Array> {
  const pause = pauses();
  const parts: Uint8Array[] = [];
  for (const part of snapshotParts(snapshot)) {
    parts.push(part);
    await pause();
  }
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    file.set(part, end);
    end += part.length;
    await pause();
  }
  const digest = await hashInTurns(file);
  file.set(digitsOf({ update: () => {}, digest: () => digest }), CHECKSUM_START);
  return file;
}

/**
 * Returns the snapshot in a file, as `decodeSnapshot` does; `undefined` if the file has not the checksum that it says. Meanwhile,
 * the event loop gets its turns. Throws `StateError` for an intact file that is none of a snapshot that this version reads.
 */
export async function decodeInTurns(file: Uint8Array): Promise<Snapshot | undefined> {
  const blank = file.slice().fill(ZERO, CHECKSUM_START, CHECKSUM_START + CHECKSUM_LENGTH);
  const digest = await hashInTurns(blank);
  const hash = { update: () => {}, digest: () => digest };
  if (fileChecksum(file) !== String.fromCharCode(...digitsOf(hash))) return undefined;
  const source: ByteSource = {
    length: file.length,
    read: (begin, into) => into.set(file.subarray(begin, begin + into.length)),
  };
  return snapshotFrom(source, hash);
}

/** Returns the checksum that the file of a snapshot says it has, as hexadecimal digits. */
export function fileChecksum(file: Uint8Array): string {
  return String.fromCharCode(...file.subarray(CHECKSUM_START, CHECKSUM_START + CHECKSUM_LENGTH));
}

/** The code of the digit that stands in place of a checksum while it is computed. */
const ZERO = 0x30;

/** The bytes that are hashed at once. */
const PIECE = 2 ** 20;

/** Returns the SHA-256 of bytes. Where there is only the portable function, the event loop gets its turns meanwhile. */
async function hashInTurns(bytes: Uint8Array): Promise<Uint8Array> {
  const fastest = fastestSha256();
  if (fastest !== sha256) return fastest(bytes);
  const pause = pauses();
  const hash = sha256.create();
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    await pause();
  }
  return hash.digest();
}

/** Milliseconds after which the event loop gets a turn. */
const SLICE_MS = 8;

/** Returns a function to await between parts of a long work: it gives the event loop a turn if it had none for long. */
function pauses(): () => Promise<void> | undefined {
  let since = now();
  return () => {
    if (now() - since < SLICE_MS) return undefined;
    return new Promise(resolve =>
      nextTurn(() => {
        since = now();
        resolve();
      }),
    );
  };
}
