import { Tensor, tensorOfEntry, type DType, type TypedArray } from '@thalweg/tensor';
import { damagedField } from './damaged-field.ts';
import { elementsOf, isPlainType } from './elements-of.ts';
import type { FieldKind } from './field-kind.ts';
import type { FoundPart } from './stored-part.ts';

const dtypes: Readonly<Record<string, DType>> = { F64: 'float64', F32: 'float32', I32: 'int32', BOOL: 'bool' };

/** A tensor of any dtype. Element types that are no dtype of ours are converted as `decodeSafetensors` does. */
export const tensorKind: FieldKind<Tensor> = {
  names: field => [field],
  write: (name, stored) => [{ name, stored }],
  read(field, [part]) {
    const { name, dtype, shape, bytes } = part!;
    if (Object.hasOwn(dtypes, dtype)) return new Tensor(shape, dtypes[dtype]!, elements(field, part!));
    return tensorOfEntry({ name, dtype, shape, bytes: bytes.slice() });
  },
};

/** A `Float64Array`, `Float32Array`, `Int32Array` or `Uint8Array`. */
export const arrayKind: FieldKind<TypedArray> = {
  names: field => [field],
  write: (name, value) => [{ name, stored: value instanceof Uint8Array ? value : whole(value) }],
  read(field, [part]) {
    if (part!.dtype === 'BOOL' || part!.shape.length !== 1)
      throw damagedField(field, 'an array must have one axis of F64, F32, I32 or U8', shown(part!));
    return elements(field, part!);
  },
};

export const numbersKind: FieldKind<readonly number[]> = {
  names: field => [field],
  write: (name, value) => [{ name, stored: whole(new Float64Array(value)) }],
  read: (field, [part]) => Array.from(elements(field, expected(field, part!, 'F64', 1))),
};

export const booleansKind: FieldKind<readonly boolean[]> = {
  names: field => [field],
  write: (name, value) => [
    {
      name,
      stored: new Tensor([value.length], 'bool', new Uint8Array(value as readonly unknown[] as readonly number[])),
    },
  ],
  read: (field, [part]) => Array.from(elements(field, expected(field, part!, 'BOOL', 1)), value => value === 1),
};

export const numberKind: FieldKind<number> = {
  names: field => [field],
  write: (name, value) => [{ name, stored: new Tensor([], 'float64', value) }],
  read: (field, [part]) => elements(field, expected(field, part!, 'F64', 0))[0]!,
};

export const booleanKind: FieldKind<boolean> = {
  names: field => [field],
  write: (name, value) => [{ name, stored: new Tensor([], 'bool', Number(value)) }],
  read: (field, [part]) => elements(field, expected(field, part!, 'BOOL', 0))[0] === 1,
};

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
