import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';
import { host } from '../port/host.ts';
import type { Codec } from './codec.ts';

/** Arrays and objects inside each other: a tenth of what overflows the stack of code that walks through them. */
const DEEPEST = 1000;

/**
 * Returns a codec for values that are plain JSON.
 *
 * - **Throws** `DataError` when it encodes a value that JSON cannot hold, such as NaN, when it decodes bytes that are no JSON, and
 *   for more than 1,000 arrays and objects inside each other
 *
 * @example
 * const codec = jsonCodec();
 * codec.decode(codec.encode({ amount: 12.5 })) // => { amount: 12.5 }
 */
export function jsonCodec<T>(): Codec<T> {
  const encoder = new (host().TextEncoder)();
  const decoder = new (host().TextDecoder)('utf-8', { fatal: true, ignoreBOM: true });
  return {
    encode(value) {
      const bytes = encoder.encode(jsonOf(value));
      checkDepth(bytes);
      return bytes;
    },
    decode(bytes) {
      checkDepth(bytes);
      try {
        return JSON.parse(decoder.decode(bytes)) as T;
      } catch (cause) {
        throw new DataError(
          'jsonCodec',
          'the payload must be JSON in UTF-8',
          `${bytes.length} bytes that are not`,
          'Read the topic with the codec that wrote it.',
          { cause },
        );
      }
    },
  };
}

/** Throws `DataError` for JSON that is too deep. Most has fewer brackets than that, and they need not be told from texts. */
function checkDepth(bytes: Uint8Array): void {
  if (bytes.length <= DEEPEST) return;
  let opened = 0;
  for (let i = 0; i < bytes.length; i++) if ((bytes[i]! | 0x20) === OPENING) opened++;
  if (opened <= DEEPEST || depthOf(bytes) <= DEEPEST) return;
  throw new DataError(
    'jsonCodec',
    `at most ${DEEPEST} arrays and objects may be inside each other`,
    'more of them',
    'Store a flat list, whose items name each other.',
  );
}

/** The codes of `{` and `[`, of `}` and `]`, each with the bit in which they differ, and of a quote and a backslash. */
const OPENING = 0x7b;
const CLOSING = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Returns the largest number of brackets that are open at a time outside of texts. */
function depthOf(bytes: Uint8Array): number {
  let [depth, deepest, inText] = [0, 0, false];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) inText = !inText;
    else if (inText) i += byte === BACKSLASH ? 1 : 0;
    else if ((byte | 0x20) === OPENING) deepest = Math.max(deepest, ++depth);
    else if ((byte | 0x20) === CLOSING) depth--;
  }
  return deepest;
}

function jsonOf(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value) as string | undefined;
    // Where JSON has null, the value may have what JSON cannot hold.
    if (json?.includes('null') === true) JSON.stringify(value, refuseOthers);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw notJson(printed(value), { cause });
  }
  if (json === undefined) throw notJson(typeof value);
  return json;
}

/** Refuses what JSON makes null of. In an object, it leaves out what is undefined. */
function refuseOthers(this: unknown, _: string, value: unknown): unknown {
  const isLost = typeof value === 'number' ? !Number.isFinite(value) : Array.isArray(this) && !isKept(value);
  if (isLost) throw notJson(printed(value));
  return value;
}

function isKept(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

function notJson(given: string, options?: ErrorOptions): DataError {
  return new DataError('jsonCodec', 'a value must be plain JSON', given, 'Leave it out, or send null.', options);
}
