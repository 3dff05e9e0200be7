import { sha256 } from '@noble/hashes/sha2.js';
import { fastestSha256 } from '@thalweg/log/engine';
import { pauses } from './pauses.ts';

/** The bytes that are hashed at once. */
const PIECE = 2 ** 20;

/** Returns the SHA-256 of bytes. Where there is only the portable function, the event loop gets its turns meanwhile. */
export async function hashInTurns(bytes: Uint8Array): Promise<Uint8Array> {
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
