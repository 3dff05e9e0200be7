import { DataError } from '@thalweg/data';
import type { Register } from '@thalweg/graph';
import type { Codec } from '@thalweg/log';
import {
  allocate,
  type DType,
  encodeSafetensors,
  isFloat,
  safetensorsEntries,
  type SafetensorsEntry,
  sameShape,
  sizeOf,
  type Sizes,
  type Stored,
  Tensor,
  tensorOfEntry,
} from '@thalweg/tensor';
import { misfitOf, parseJson } from '@thalweg/tensor/engine';
import {
  array,
  boolean,
  custom,
  type GenericSchema,
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
} from 'valibot';

/** The work of a worker in a round. The producer of its message is the worker, and the count is the round. */
export interface Delta {
  /** The examples that it learned from, which are its weight in the average; 0 if it only says that it leaves. */
  readonly examples: number;
  /** True if the worker's data has ended: later rounds do not wait for it. */
  readonly last: boolean;
  /** For each parameter what the worker would subtract from it, and the value of each state that prediction reads. */
  readonly tensors: Readonly<Record<string, Tensor | EightBit>>;
}

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

/** The tensors of a delta in full precision, and the number of examples behind them. */
export interface Contribution {
  readonly examples: number;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** Returns what a delta contributes to a model; the reason if it does not fit the model, or has a value that is not finite. */
export function contributionOf(
  { examples, tensors }: Delta,
  registers: ReadonlyMap<string, Register>,
): Contribution | 'misfit' | 'notFinite' {
  if (!(Number.isSafeInteger(examples) && examples > 0)) return 'misfit';
  const names = Object.keys(tensors);
  if (names.length !== registers.size || names.some(name => !fits(tensors[name]!, registers.get(name))))
    return 'misfit';
  const whole = names.map(name => [name, wholeOf(tensors[name]!)] as const);
  if (!whole.every(([, value]) => isFinite(value))) return 'notFinite';
  return { examples, tensors: Object.fromEntries(whole) };
}

function fits(value: Tensor | EightBit, register: Register | undefined): boolean {
  return register !== undefined && value.dtype === register.dtype && sameShape(value.shape as Sizes, register.shape);
}

function wholeOf(value: Tensor | EightBit): Tensor {
  return value instanceof Tensor ? value : fromEightBit(value);
}

/** A tensor whose elements are whole numbers from −127 to 127, times a scale. */
export interface EightBit {
  readonly shape: Sizes;
  readonly dtype: DType;
  /** NaN if an element of the tensor was not finite. */
  readonly scale: number;
  readonly steps: Int8Array;
}

/**
 * Returns a tensor in 8 bits an element: each is rounded to a multiple of 1/127 of the largest magnitude.
 *
 * - **Source** Seide, Fu, Droppo, Li and Yu, "1-bit stochastic gradient descent and its application to data-parallel distributed
 *   training of speech DNNs", 2014, for what the caller does with the error
 */
export function toEightBit(value: Tensor): EightBit {
  const { shape, dtype, data } = value;
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  const scale = isFinite(value) ? largest / 127 : NaN;
  const steps = new Int8Array(data.length);
  // Next to the smallest numbers, the scale is rounded down so far that a quotient exceeds 127.
  if (scale > 0) for (let i = 0; i < data.length; i++) steps[i] = clamped(Math.round(data[i]! / scale));
  return { shape: shape as Sizes, dtype, scale, steps };
}

function clamped(step: number): number {
  return Math.max(-127, Math.min(127, step));
}

/** Returns the tensor that 8-bit numbers stand for. */
export function fromEightBit({ shape, dtype, scale, steps }: EightBit): Tensor {
  const data = allocate(dtype, steps.length);
  for (let i = 0; i < data.length; i++) data[i] = steps[i]! * scale;
  return new Tensor(shape, dtype, data);
}

/** Returns true if a tensor has no NaN and no infinity. */
export function isFinite({ dtype, data }: Tensor): boolean {
  if (!isFloat(dtype)) return true;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i]!)) return false;
  return true;
}
