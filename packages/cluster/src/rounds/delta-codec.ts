import type { Codec } from '@thalweg/log';
import { DataError } from '@thalweg/data';
import {
  encodeSafetensors,
  safetensorsEntries,
  sizeOf,
  Tensor,
  tensorOfEntry,
  type DType,
  type SafetensorsEntry,
  type Sizes,
  type Stored,
} from '@thalweg/tensor';
import type { Delta } from './delta.ts';
import type { EightBit } from './eight-bit.ts';

/** The shapes and scales of tensors in 8 bits, in the metadata of a delta. JSON has no NaN, so scales are texts. */
type EightBitParts = Record<string, { readonly shape: Sizes; readonly dtype: DType; readonly scale: string }>;

/** Deltas as safetensors files. Tensors in 8 bits are stored as bytes, with their shapes and scales in the metadata. */
export const deltaCodec: Codec<Delta> = {
  encode({ examples, last, tensors }) {
    const stored: Record<string, Stored> = {};
    const eightBit: EightBitParts = {};
    for (const [name, value] of Object.entries(tensors)) {
      stored[name] =
        value instanceof Tensor
          ? value
          : new Uint8Array(value.steps.buffer, value.steps.byteOffset, value.steps.length);
      if (!(value instanceof Tensor))
        eightBit[name] = { shape: value.shape, dtype: value.dtype, scale: String(value.scale) };
    }
    return encodeSafetensors(stored, { delta: JSON.stringify({ examples, last, eightBit }) });
  },
  decode(bytes) {
    const { entries, metadata } = safetensorsEntries({
      length: bytes.length,
      read: (begin, into) => into.set(bytes.subarray(begin, begin + into.length)),
    });
    const { examples, last, eightBit } = headOf(metadata['delta']);
    const tensors = entries.map(entry => [entry.name, tensorIn(entry, eightBit)] as const);
    return { examples, last, tensors: Object.fromEntries(tensors) };
  },
};

function headOf(text: string | undefined): { examples: number; last: boolean; eightBit: EightBitParts } {
  const { examples, last, eightBit } = JSON.parse(text ?? '{}') as Record<string, unknown>;
  if (typeof examples !== 'number' || typeof last !== 'boolean' || typeof eightBit !== 'object' || eightBit === null)
    throw refusal('a delta must tell its examples', text ?? 'nothing');
  return { examples, last, eightBit: eightBit as EightBitParts };
}

function tensorIn(entry: SafetensorsEntry, eightBit: EightBitParts): Tensor | EightBit {
  if (!Object.hasOwn(eightBit, entry.name)) return tensorOfEntry(entry);
  const { shape, dtype, scale } = eightBit[entry.name]!;
  if (entry.dtype !== 'U8' || sizeOf(shape) !== entry.bytes.length)
    throw refusal(
      `'${entry.name}' must have a byte for each element`,
      `${entry.bytes.length} for ${shape.join(' × ')}`,
    );
  return { shape, dtype, scale: Number(scale), steps: new Int8Array(entry.bytes.buffer) };
}

function refusal(requirement: string, given: string): DataError {
  return new DataError('deltaCodec', requirement, given, 'Write it with localSgd.');
}
