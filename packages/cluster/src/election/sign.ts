import { jsonCodec, LogError, type SealOptions } from '@thalweg/log';
import { LARGEST_EPOCH, mayFollow, Opener, Sealer } from '@thalweg/log/engine';
import {
  integer,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
  type GenericSchema,
} from 'valibot';

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

/** The longest name of a candidate, in characters. */
export const LONGEST_NAME = 1000;
/** The largest beat: far from 2⁵³, so that there is always a next one. */
const LARGEST_BEAT = 2 ** 52;
/** The most beats by which a sign may exceed the last one of its reign: a candidate sees nearly each, and 2³² take decades. */
const LARGEST_PAUSE = 2 ** 32;
/** The bytes of the longest sign: its names in characters that JSON escapes, and its numbers. */
const LONGEST_SIGN = 16_384;

const text = /* @__PURE__ */ pipe(string(), maxLength(LONGEST_NAME));
const whole = /* @__PURE__ */ pipe(number(), integer(), minValue(1));

const schema = /* @__PURE__ */ object({
  leader: optional(pipe(text, minLength(1))),
  // There must be a next one.
  epoch: pipe(whole, maxValue(LARGEST_EPOCH - 1)),
  process: text,
  beat: pipe(whole, maxValue(LARGEST_BEAT)),
}) as GenericSchema<unknown, Sign>;

const codec = /* @__PURE__ */ jsonCodec<unknown>();

/** Signs as the bytes of a key: JSON, which a seal with a key may cover. */
export class SignCodec {
  readonly #key: string;
  readonly #seal: SealOptions | undefined;
  readonly #opener: Opener | undefined;

  constructor(key: string, seal: SealOptions | undefined) {
    this.#key = key;
    this.#seal = seal;
    this.#opener = seal && new Opener(key, seal);
  }

  encode(sign: Sign): Uint8Array {
    const json = codec.encode(sign);
    return this.#seal === undefined
      ? json
      : new Sealer(this.#key, 'candidate', sign.epoch, this.#seal).seal(sign.beat, json);
  }

  /**
   * Reads a sign. With a seal, it returns `undefined` for what somebody without the key wrote.
   *
   * - **Throws** {@link LogError} with the reason `'damaged'` for bytes that are none, without a seal
   */
  decode(bytes: Uint8Array): Sign | undefined {
    const json = this.#opener === undefined ? bytes : this.#opener.open(bytes)?.body;
    const sign = json && signIn(json);
    if (sign !== undefined || this.#opener !== undefined) return sign;
    throw noSign(bytes.length);
  }
}

/**
 * True for a sign that a candidate may have written after another one that it saw. An epoch or a beat that leaps comes from
 * somebody else. After none, whose epoch is 0, it may be any.
 */
export function mayComeAfter(sign: Sign, before: Sign): boolean {
  return (
    mayFollow(before.epoch, sign.epoch) && (sign.epoch !== before.epoch || sign.beat <= before.beat + LARGEST_PAUSE)
  );
}

/** True for a sign that other candidates read as one. */
export function hasPlace({ epoch, beat }: Sign): boolean {
  return epoch < LARGEST_EPOCH && beat <= LARGEST_BEAT;
}

/** The error for an election whose numbers have come to their end, which no candidate brings about. */
export function noNext({ epoch, beat }: Sign): LogError {
  return new LogError(
    'damaged',
    'elect',
    'the last sign of an election must have room for a next one',
    `epoch ${epoch} and beat ${beat} as next ones`,
    'Somebody else has written the key: give the run another name, and a seal.',
  );
}

/** The error for a key that holds no sign. */
export function noSign(length?: number): LogError {
  return new LogError(
    'damaged',
    'elect',
    'the key of an election must have the sign of a candidate',
    length === undefined ? 'other bytes for a whole lease' : `${length} other bytes`,
    'Give the run another name, and let nothing else write its keys.',
  );
}

function signIn(bytes: Uint8Array): Sign | undefined {
  if (bytes.length > LONGEST_SIGN) return undefined;
  try {
    const { success, output } = safeParse(schema, codec.decode(bytes), { abortEarly: true });
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
