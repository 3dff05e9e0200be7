import { jsonCodec, LogError } from '@thalweg/log';

/** The value of the key of an election. */
export interface Sign {
  /** Missing once the leader has stepped down. */
  readonly leader?: string | undefined;
  readonly epoch: number;
  /** Tells the process apart from another one with the same name. */
  readonly process: string;
  /** Counts the signs of a reign. */
  readonly beat: number;
}

const codec = /* @__PURE__ */ jsonCodec<Sign>();

/** Returns a sign as bytes. */
export function encodeSign(sign: Sign): Uint8Array {
  return codec.encode(sign);
}

/** Reads a sign. Throws {@link LogError} with the reason `'damaged'` for bytes that are none. */
export function decodeSign(bytes: Uint8Array): Sign {
  const sign = signIn(bytes);
  if (sign !== undefined) return sign;
  throw new LogError(
    'damaged',
    'elect',
    'the key of an election must have the sign of a candidate',
    `${bytes.length} other bytes`,
    'Give the run another name, and let nothing else write its keys.',
  );
}

function signIn(bytes: Uint8Array): Sign | undefined {
  try {
    const { leader, epoch, process, beat } = codec.decode(bytes);
    const isSign =
      (leader === undefined || typeof leader === 'string') &&
      Number.isSafeInteger(epoch) &&
      Number.isSafeInteger(beat) &&
      typeof process === 'string';
    return isSign ? { leader, epoch, process, beat } : undefined;
  } catch {
    return undefined;
  }
}
