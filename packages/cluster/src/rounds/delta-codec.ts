import type { Codec } from '@thalweg/log';
import { DataError } from '@thalweg/data';
import { misfitOf, parseJson } from '@thalweg/tensor/engine';
import {
  array,
  boolean,
  custom,
  integer,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  picklist,
  pipe,
  safeParse,
  string,
  type GenericSchema,
} from 'valibot';
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

/** The most axes of a tensor in 8 bits, and the longest text of a scale: a number has 24 characters. */
const MOST_AXES = 64;
const LONGEST_SCALE = 64;

interface Head {
  readonly examples: number;
  readonly last: boolean;
  readonly eightBit: EightBitParts;
}

const whole = /* @__PURE__ */ pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));

const schema = /* @__PURE__ */ object({
  // One that is no count is a misfit, not damage: the run counts it so.
  examples: number(),
  last: boolean(),
  eightBit: custom<EightBitParts>(value => typeof value === 'object' && value !== null, 'an object'),
}) as GenericSchema<unknown, Head>;

const partSchema = /* @__PURE__ */ object({
  shape: pipe(array(whole), maxLength(MOST_AXES)),
  dtype: picklist(['float32', 'float64', 'int32', 'bool']),
  scale: pipe(string(), maxLength(LONGEST_SCALE)),
}) as GenericSchema<unknown, EightBitParts[string]>;

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

function headOf(text: string | undefined): Head {
  const { issues, output } = safeParse(schema, jsonIn(text), { abortEarly: true });
  const misfit = misfitOf(issues);
  if (misfit === undefined) return output as Head;
  throw refusal(`a delta must tell its examples, with ${misfit.expected} as '${misfit.path}'`, misfit.given);
}

function jsonIn(text: string | undefined): unknown {
  try {
    return parseJson(text ?? '');
  } catch {
    return undefined;
  }
}

function tensorIn(entry: SafetensorsEntry, eightBit: EightBitParts): Tensor | EightBit {
  if (!Object.hasOwn(eightBit, entry.name)) return tensorOfEntry(entry);
  const { issues, output } = safeParse(partSchema, eightBit[entry.name], { abortEarly: true });
  const misfit = misfitOf(issues);
  if (misfit !== undefined)
    throw refusal(`'${entry.name}' in 8 bits must have ${misfit.expected} as '${misfit.path}'`, misfit.given);
  const { shape, dtype, scale } = output as EightBitParts[string];
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
