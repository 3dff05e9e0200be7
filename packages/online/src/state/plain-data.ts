import { allocate, dtypeOf, Tensor, tensor, type DType, type TypedArray } from '@thalweg/tensor';
import { StateError, type Json, type Saved } from '@thalweg/train';

const DTYPES: readonly DType[] = ['float32', 'float64', 'int32', 'bool'];

/** The numbers that JSON lacks. */
const NUMBERS: readonly string[] = ['NaN', 'Infinity', '-Infinity', '-0'];

/** Elements that nobody writes again: saved without a copy. */
export class Sealed {
  readonly elements: Int32Array;

  constructor(elements: Int32Array) {
    this.elements = elements;
  }
}

/**
 * Returns a copy of plain data as JSON and tensors. Typed arrays are parts of at most four tensors, one for each dtype; each
 * {@link Sealed} is another one. A value that JSON lacks is written as an object with one field that begins with `$`.
 */
export function pack(subject: string, data: unknown): { tensors: Saved['tensors']; values: Json } {
  const parts: Record<DType, TypedArray[]> = { float32: [], float64: [], int32: [], bool: [] };
  const sealed: Tensor[] = [];
  const sizes: Record<DType, number> = { float32: 0, float64: 0, int32: 0, bool: 0 };
  const array = (elements: TypedArray): Json => {
    const dtype = dtypeOf(elements);
    const at = sizes[dtype];
    parts[dtype].push(elements);
    sizes[dtype] += elements.length;
    return { $array: [dtype, at, elements.length] };
  };
  const write = (value: unknown, path: string): Json => {
    if (value === undefined) return { $undefined: true };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number')
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) };
    if (isTypedArray(value)) return array(value);
    if (value instanceof Sealed)
      return { $sealed: sealed.push(new Tensor([value.elements.length], 'int32', value.elements)) - 1 };
    if (value instanceof Tensor) return { $tensor: [array(value.data), value.shape as Json] };
    if (value instanceof Map)
      return { $map: [...value].map(([key, item], i) => [write(key, `${path}.key`), write(item, `${path}.${i}`)]) };
    if (Array.isArray(value)) return value.map((item, i) => write(item, `${path}.${i}`));
    if (isPlain(value))
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [escaped(name), write(item, `${path}.${name}`)]),
      );
    throw new StateError(
      subject,
      'a state must be of numbers, strings, booleans, typed arrays, tensors, and objects, arrays and maps of these',
      `${typeof value === 'object' ? value.constructor.name : typeof value} at ${path}`,
      'Leave it out of the records, or turn it into one of these.',
    );
  };
  const values = write(data, 'state');
  const tensors = DTYPES.filter(dtype => parts[dtype].length > 0).map((dtype): [string, Tensor] => [
    dtype,
    joined(dtype, parts[dtype], sizes[dtype]),
  ]);
  sealed.forEach((tensor, i) => tensors.push([`sealed ${i}`, tensor]));
  return { tensors: Object.fromEntries(tensors), values };
}

/** Returns the packed data, in new arrays. Throws `StateError` for values that {@link pack} does not write. */
export function unpack(subject: string, values: Json | undefined, tensors: Saved['tensors']): unknown {
  const damaged = (found: unknown): StateError =>
    new StateError(
      subject,
      'a state must be whole',
      JSON.stringify(found).slice(0, 100),
      'Read it from the file again, or an older one.',
    );
  const array = (of: readonly [string, number, number]): TypedArray => {
    const [dtype, at, length] = of;
    const all = Object.hasOwn(tensors, dtype) ? tensors[dtype] : undefined;
    const within = Number.isSafeInteger(at) && Number.isSafeInteger(length) && at >= 0 && length >= 0;
    if (all?.dtype !== dtype || !within || at + length > all.data.length) throw damaged(of);
    return all.data.slice(at, at + length);
  };
  const read = (value: Json | undefined): unknown => {
    if (value === undefined) throw damaged(null);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(read);
    const entries = Object.entries(value as Record<string, Json>);
    const [first] = entries;
    if (first === undefined || !first[0].startsWith('$') || first[0].startsWith('$$'))
      return Object.fromEntries(
        entries.map(([name, item]) => [name.startsWith('$$') ? name.slice(1) : name, read(item)]),
      );
    const [kind, of] = first;
    if (kind === '$undefined') return undefined;
    if (kind === '$number' && NUMBERS.includes(of as string)) return Number(of);
    if (kind === '$array') return array(of as [string, number, number]);
    if (kind === '$tensor') {
      const [elements, shape] = of as [Json, number[]];
      return tensor(read(elements) as TypedArray, { shape });
    }
    if (kind === '$sealed') {
      const elements = tensors[`sealed ${of as number}`]?.data;
      if (!(elements instanceof Int32Array)) throw damaged(value);
      // A copy begins at the beginning of its buffer.
      return new Sealed(elements.slice());
    }
    if (kind === '$map') return new Map((of as [Json, Json][]).map(([key, item]) => [read(key), read(item)]));
    throw damaged(value);
  };
  return read(values);
}

function joined(dtype: DType, parts: readonly TypedArray[], size: number): Tensor {
  const all = allocate(dtype, size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return tensor(all);
}

function isTypedArray(value: unknown): value is TypedArray {
  return [Float32Array, Float64Array, Int32Array, Uint8Array].some(kind => value instanceof kind);
}

/** Returns true for an object without a class. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Returns a name that differs from the marks above. */
function escaped(name: string): string {
  return name.startsWith('$') ? `$${name}` : name;
}
