import { DataError } from '@thalweg/data';
import { checkJson, printed } from '@thalweg/tensor/engine';
import { host } from '../port/host.ts';
import type { Codec } from './codec.ts';

/**
 * Returns a codec for values that are plain JSON.
 *
 * - **Throws** `DataError` when it encodes a value that JSON cannot hold, such as NaN, when it decodes bytes that are no JSON, and
 *   for more than 1,000 lists and objects within each other, or values of more than a gibibyte
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
      checkSize(bytes);
      return bytes;
    },
    decode(bytes) {
      checkSize(bytes);
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

/** Throws `DataError` for JSON that is too deep or too large. */
function checkSize(bytes: Uint8Array): void {
  try {
    checkJson(bytes);
  } catch (cause) {
    const advice = 'Store a flat list, whose items name each other.';
    throw new DataError('jsonCodec', (cause as Error).message, 'more', advice, { cause });
  }
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
