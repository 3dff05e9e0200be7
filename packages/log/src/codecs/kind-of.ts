import { DataError } from '@thalweg/data';
import { type DType, Tensor, tensorOfEntry, type TypedArray } from '@thalweg/tensor';
import { decodeUtf8, encodeUtf8, printed } from '@thalweg/tensor/engine';
import {
  damagedField,
  elementsOf,
  type FieldKind,
  type FoundPart,
  isPlainType,
  type StoredPart,
} from './field-kind.ts';

/** A tensor of any dtype. Element types that are no dtype of ours are converted as `decodeSafetensors` does. */
const tensorKind: FieldKind<Tensor> = {
  names: field => [field],
  write: (name, stored) => [{ name, stored }],
  read(field, [part]) {
    const { name, dtype, shape, bytes } = part!;
    if (Object.hasOwn(dtypes, dtype)) return new Tensor(shape, dtypes[dtype]!, elements(field, part!));
    return tensorOfEntry({ name, dtype, shape, bytes: bytes.slice() });
  },
};

/** A `Float64Array`, `Float32Array`, `Int32Array` or `Uint8Array`. */
const arrayKind: FieldKind<TypedArray> = {
  names: field => [field],
  write: (name, value) => [{ name, stored: value instanceof Uint8Array ? value : whole(value) }],
  read(field, [part]) {
    if (part!.dtype === 'BOOL' || part!.shape.length !== 1)
      throw damagedField(field, 'an array must have one axis of F64, F32, I32 or U8', shown(part!));
    return elements(field, part!);
  },
};

const numbersKind: FieldKind<readonly number[]> = {
  names: field => [field],
  write: (name, value) => [{ name, stored: whole(new Float64Array(value)) }],
  read: (field, [part]) => Array.from(elements(field, expected(field, part!, 'F64', 1))),
};

const booleansKind: FieldKind<readonly boolean[]> = {
  names: field => [field],
  write: (name, value) => [
    {
      name,
      stored: new Tensor([value.length], 'bool', new Uint8Array(value as readonly unknown[] as readonly number[])),
    },
  ],
  read: (field, [part]) => Array.from(elements(field, expected(field, part!, 'BOOL', 1)), value => value === 1),
};

const numberKind: FieldKind<number> = {
  names: field => [field],
  write: (name, value) => [{ name, stored: new Tensor([], 'float64', value) }],
  read: (field, [part]) => elements(field, expected(field, part!, 'F64', 0))[0]!,
};

const booleanKind: FieldKind<boolean> = {
  names: field => [field],
  write: (name, value) => [{ name, stored: new Tensor([], 'bool', Number(value)) }],
  read: (field, [part]) => elements(field, expected(field, part!, 'BOOL', 0))[0] === 1,
};

const utf8: TextEncoding = {
  encode(texts, offsets) {
    const all = texts.join('');
    const bytes = encodeUtf8(all);
    const ascii = bytes.length === all.length;
    texts.forEach((text, i) => (offsets[i + 1] = offsets[i]! + (ascii ? text.length : encodeUtf8(text).length)));
    return bytes;
  },
  decode(bytes, offsets) {
    // One call for all is faster than one for each. Bytes and characters have the same places if all are ASCII.
    const all = decodeUtf8(bytes);
    return all.length === bytes.length
      ? between(offsets, (from, to) => all.slice(from, to))
      : between(offsets, (from, to) => decodeUtf8(bytes.subarray(from, to)));
  },
};

/** Texts in UTF-8. */
const textsKind: Texts = /* @__PURE__ */ textsIn(utf8);

const utf16: TextEncoding = {
  encode(texts, offsets) {
    texts.forEach((text, i) => (offsets[i + 1] = offsets[i]! + 2 * text.length));
    const bytes = new Uint8Array(offsets[texts.length]!);
    const view = new DataView(bytes.buffer);
    const all = texts.join('');
    for (let i = 0; i < all.length; i++) view.setUint16(2 * i, all.charCodeAt(i), true);
    return bytes;
  },
  decode(bytes, offsets) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return between(offsets, (from, to) => {
      if ((from | to) & 1) throw new TypeError('odd offsets');
      let text = '';
      for (let at = from; at < to; at += 2) text += String.fromCharCode(view.getUint16(at, true));
      return text;
    });
  },
};

/** Texts in UTF-16, the lower byte first: those with half of a surrogate pair, which UTF-8 does not have. */
const texts16Kind: Texts = /* @__PURE__ */ textsIn(utf16);

const textKind: Text = /* @__PURE__ */ oneOf(textsKind);

const text16Kind: Text = /* @__PURE__ */ oneOf(texts16Kind);

/** The kinds of fields by the names that files have for them. */
export const kinds = {
  array: arrayKind,
  boolean: booleanKind,
  booleans: booleansKind,
  number: numberKind,
  numbers: numbersKind,
  tensor: tensorKind,
  text: textKind,
  texts: textsKind,
  'text utf-16': text16Kind,
  'texts utf-16': texts16Kind,
} as unknown as Readonly<Record<string, FieldKind<unknown>>>;

/** Returns the name of the kind that stores a value. Throws {@link DataError} for a value that none does. */
export function kindOf(field: string, value: unknown): string {
  if (value instanceof Tensor) return 'tensor';
  if (isArray(value)) return 'array';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return isWellFormed(value) ? 'text' : 'text utf-16';
  if (Array.isArray(value)) {
    const all = allOf(value);
    if (all === 'number' || value.length === 0) return 'numbers';
    if (all === 'boolean') return 'booleans';
    // With something in between, so that no two halves make a pair.
    if (all === 'string') return isWellFormed(value.join(' ')) ? 'texts' : 'texts utf-16';
  }
  throw new DataError(
    `columnsCodec: field ${field}`,
    'it must be a tensor, a Float32Array, Float64Array, Int32Array or Uint8Array, a number, boolean or text, or an array of one of these',
    Array.isArray(value) ? 'an array of others' : printed(value),
    'Make a tensor of nested arrays; leave out fields without a value, or fill them in.',
  );
}

function isArray(value: unknown): boolean {
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array
  );
}

/** Returns the type that all values have. A hole is one of another type. */
function allOf(values: readonly unknown[]): string | undefined {
  const type = typeof values[0];
  for (let i = 1; i < values.length; i++) if (typeof values[i] !== type) return undefined;
  return type;
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

const dtypes: Readonly<Record<string, DType>> = { F64: 'float64', F32: 'float32', I32: 'int32', BOOL: 'bool' };

function whole(data: Exclude<TypedArray, Uint8Array>): Tensor {
  const dtype = data instanceof Float64Array ? 'float64' : data instanceof Float32Array ? 'float32' : 'int32';
  return new Tensor([data.length], dtype, data);
}

/** Returns a part of an element type and a number of axes. */
function expected(field: string, part: FoundPart, dtype: string, axes: number): FoundPart {
  if (part.dtype === dtype && part.shape.length === axes) return part;
  throw damagedField(field, `it must be ${dtype} with ${axes === 0 ? 'no axis' : 'one axis'}`, shown(part));
}

function elements(field: string, part: FoundPart): TypedArray {
  const { dtype } = part;
  if (!isPlainType(dtype)) throw damagedField(field, 'it must be F64, F32, I32, U8 or BOOL', dtype);
  const found = elementsOf(dtype, part);
  if (dtype === 'BOOL')
    for (let i = 0; i < found.length; i++)
      if (found[i]! > 1) throw damagedField(field, 'the bytes of a BOOL must be 0 or 1', String(found[i]));
  return found;
}

function shown({ dtype, shape }: FoundPart): string {
  return `${dtype} [${shape.join(', ')}]`;
}

type Texts = FieldKind<readonly string[]>;

type Text = FieldKind<string>;

/** The bytes of all texts one after another, and where each one begins and the last one ends. */
function textsIn(encoding: TextEncoding): Texts {
  return {
    names: offsetNames,
    write(field, texts): readonly StoredPart[] {
      const offsets = new Int32Array(texts.length + 1);
      const [name, ofOffsets] = offsetNames(field);
      const bytes = encoding.encode(texts, offsets);
      return [
        { name, stored: bytes },
        { name: ofOffsets, stored: new Tensor([offsets.length], 'int32', offsets) },
      ];
    },
    read(field, [text, ofOffsets]) {
      const offsets = offsetsOf(field, text!, ofOffsets!);
      try {
        return encoding.decode(text!.bytes, offsets);
      } catch (cause) {
        throw damagedField(field, 'each text must be of whole characters', 'bytes that are not', cause);
      }
    },
  };
}

function oneOf(kind: Texts): Text {
  return {
    names: offsetNames,
    write: (field, value) => kind.write(field, [value]),
    read(field, parts) {
      const texts = kind.read(field, parts);
      if (texts.length !== 1) throw damagedField(field, 'there must be one text', String(texts.length));
      return texts[0]!;
    },
  };
}

function offsetNames(field: string): readonly [string, string] {
  return [field, `${field}:offsets`];
}

/** Returns offsets that begin with 0, never fall, and end with the bytes. */
function offsetsOf(field: string, text: FoundPart, ofOffsets: FoundPart): TypedArray {
  if (text.dtype !== 'U8' || ofOffsets.dtype !== 'I32' || ofOffsets.shape.length !== 1 || ofOffsets.shape[0] === 0)
    throw damagedField(field, 'texts must be bytes, U8, with offsets, I32', `${text.dtype} with ${ofOffsets.dtype}`);
  const offsets = elementsOf('I32', ofOffsets);
  const rising = offsets.every((offset, i) => offset >= (i === 0 ? 0 : offsets[i - 1]!));
  if (!rising || offsets[0] !== 0 || offsets.at(-1) !== text.bytes.length)
    throw damagedField(field, `offsets must rise from 0 to ${text.bytes.length}`, 'others');
  return offsets;
}

/** A way to write texts one after another. */
interface TextEncoding {
  /** Returns the bytes of all, and writes the offset of each and the end into `offsets`, which begins with 0. */
  encode(texts: readonly string[], offsets: Int32Array): Uint8Array;
  /** Throws for bytes between two offsets that are no text. */
  decode(bytes: Uint8Array, offsets: TypedArray): string[];
}

function between(offsets: TypedArray, read: (from: number, to: number) => string): string[] {
  return Array.from({ length: offsets.length - 1 }, (_, i) => read(offsets[i]!, offsets[i + 1]!));
}
