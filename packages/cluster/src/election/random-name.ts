import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';

/** Returns a name that no other process has. Pages without TLS have no `randomUUID`. */
export function randomName(): string {
  return bytesToHex(randomBytes(16));
}
