import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { jsonCodec, LogError } from '@thalweg/log';

/** The newest version of a published model, as its key describes it. */
export interface ModelKey {
  /** Counts up from 1; 0 before the first version. */
  readonly version: number;
  /** The sequence of the entry that holds it. */
  readonly sequence: number;
  /** The sequence of the entry that its changes begin with; the same if it is whole. */
  readonly whole: number;
  /** The epoch of its publisher; 0 without epochs. */
  readonly epoch: number;
  /** The checksum in the file of its snapshot, as hexadecimal digits; '' if only its file says it. */
  readonly checksum: string;
}

/** The value of a key before the first version. */
export const noModel: ModelKey = { version: 0, sequence: 0, whole: 0, epoch: 0, checksum: '' };

/** The bytes of a key: its JSON, with the SHA-256 of the JSON without it. */
const codec = /* @__PURE__ */ jsonCodec<SealedKey>();

interface SealedKey extends ModelKey {
  readonly sha256: string;
}

/** Returns a key as JSON that carries its own digest. */
export function encodeModelKey({ version, sequence, whole, epoch, checksum }: ModelKey): Uint8Array {
  const key = { version, sequence, whole, epoch, checksum };
  return codec.encode({ ...key, sha256: digestOf(key) });
}

/** Reads a key. Throws {@link LogError} with the reason `'damaged'` if its digest is not that of its fields. */
export function decodeModelKey(bytes: Uint8Array): ModelKey {
  const key = fieldsIn(bytes);
  if (key !== undefined) return key;
  throw new LogError(
    'damaged',
    'publishedModel',
    'the key of a model must have the digest that it was written with',
    `${bytes.length} other bytes`,
    'Publish the model under another name, or restore the key.',
  );
}

function fieldsIn(bytes: Uint8Array): ModelKey | undefined {
  try {
    const { sha256: digest, ...key } = codec.decode(bytes);
    return digest === digestOf(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(key: ModelKey): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(key))));
}
