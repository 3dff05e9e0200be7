import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';

/** The parts of the host that are used: browsers, workers and Node have them. */
interface Host {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label?: string,
    options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean },
  ) => { decode(bytes: Uint8Array): string };
  /** Node's. */
  readonly process?: { getBuiltinModule?(name: 'node:crypto'): NodeCrypto };
}

interface NodeCrypto {
  readonly hash?: (algorithm: 'sha256', bytes: Uint8Array, encoding: 'latin1') => string;
  createHmac(algorithm: 'sha256', key: Uint8Array): { update(bytes: Uint8Array): { digest(): Uint8Array } };
}

/** Returns the parts of the host that are used. */
export function host(): Host {
  return globalThis as unknown as Host;
}

/** A function that returns the SHA-256 of bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Returns a SHA-256: that of Node, where it is there, is many times as fast as the portable one. */
export function fastestSha256(): Sha256 {
  const hash = host().process?.getBuiltinModule?.('node:crypto').hash;
  return hash === undefined ? portableSha256 : bytes => bytesOf(hash('sha256', bytes, 'latin1'));
}

/** Returns an HMAC-SHA-256 with a key: that of Node, where it is there. */
export function fastestHmac(key: Uint8Array): Sha256 {
  const node = host().process?.getBuiltinModule?.('node:crypto');
  return node === undefined
    ? bytes => hmac(portableSha256, key, bytes)
    : bytes => node.createHmac('sha256', key).update(bytes).digest();
}

/** Returns the codes of a text as bytes. Node takes half a microsecond to make a buffer of a digest, and much less for a text. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
