import { tensorOfEntry, type SafetensorsEntry, type Tensor, type TypedArray } from '@thalweg/tensor';
import { isRecord } from './is-record.ts';
import { parseValues } from './parse-values.ts';
import type { Saved } from './savable.ts';
import { shown } from './shown.ts';
import { StateError } from './state-error.ts';

/** The name of a typed array of the values. The names of tensors have a slash. */
const ARRAY_NAME = /^\$(\d{1,8})$/;

/** Returns the parts of a snapshot. Throws {@link StateError} if the values are not those of parts, or tensors have none. */
export function partsOf(stored: readonly SafetensorsEntry[], text: string): Record<string, Saved> {
  const values = parseValues(text, arraysOf(stored));
  if (!isRecord(values)) throw damaged('the values must be an object with a key for each part', shown(values));
  const parts = new Map(Object.entries(values).map(([part, values]) => [part, partWith(part, values)]));
  for (const entry of stored) {
    if (ARRAY_NAME.test(entry.name)) continue;
    const slash = entry.name.indexOf('/');
    const part = slash < 0 ? undefined : parts.get(entry.name.slice(0, slash));
    if (part === undefined) throw damaged('every tensor must be of a part that has values', `'${entry.name}'`);
    part.tensors.push([entry.name.slice(slash + 1), tensorOfEntry(entry)]);
  }
  const saved = [...parts].map(([part, { tensors, values }]) => [
    part,
    { tensors: Object.fromEntries(tensors), values },
  ]);
  return Object.fromEntries(saved) as Record<string, Saved>;
}

function partWith(part: string, values: unknown): { tensors: [string, Tensor][]; values: Saved['values'] } {
  if (!isRecord(values)) throw damaged(`the values of '${part}' must be an object`, shown(values));
  return { tensors: [], values: values as Saved['values'] };
}

/** The kinds of typed arrays by the element types that store them. */
const kinds: Readonly<Record<string, (buffer: ArrayBuffer) => TypedArray>> = {
  F64: buffer => new Float64Array(buffer),
  F32: buffer => new Float32Array(buffer),
  I32: buffer => new Int32Array(buffer),
  U8: buffer => new Uint8Array(buffer),
};

/** Returns the typed arrays of the values, by the numbers in their names. */
function arraysOf(stored: readonly SafetensorsEntry[]): TypedArray[] {
  const arrays: TypedArray[] = [];
  for (const { name, dtype, bytes } of stored) {
    const [, number] = ARRAY_NAME.exec(name) ?? [];
    if (number !== undefined && Object.hasOwn(kinds, dtype)) arrays[Number(number)] = kinds[dtype]!(bytes.buffer);
  }
  return arrays;
}

function damaged(requirement: string, given: string): StateError {
  return new StateError('snapshot', requirement, given, 'Write it with encodeSnapshot.');
}
