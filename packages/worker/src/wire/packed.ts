import { Pixels } from '@thalweg/data';
import { ContractError, sizeOf, Tensor, type DType, type Sizes, type TypedArray } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** The depth of lists and objects within each other: far less than a stack has room for, and more than places of operators need. */
const MOST_DEPTH = 1_000;

/** The axes of a tensor. NumPy has as many at most. */
const MOST_AXES = 64;

/** The class of the elements of each dtype. */
const STORED: Readonly<Record<DType, string>> = {
  float32: 'Float32Array',
  float64: 'Float64Array',
  int32: 'Int32Array',
  bool: 'Uint8Array',
};

/** A value as it is sent: its own arrays, and tensors and pixels as their parts. */
export interface Packed {
  readonly value: unknown;
  /** True if tensors or pixels have to be made when it arrives. */
  readonly tensors: boolean;
}

/** A tensor as it is sent. */
interface TensorParts {
  readonly '@tensor': Sizes;
  readonly dtype: DType;
  readonly data: TypedArray;
}

/** Packs values, and collects the buffers that a message may transfer. */
export class Packing {
  readonly buffers: Set<ArrayBuffer> = new Set();
  readonly #gives: boolean;
  #tensors = false;

  /** With `transfer`, arrays that fill their buffer are not copied: the sender must not use them any more. */
  constructor({ transfer = false }: { readonly transfer?: boolean } = {}) {
    this.#gives = transfer;
  }

  pack(value: unknown): Packed {
    this.#tensors = false;
    const packed = this.#walk(value, 0);
    return { value: packed, tensors: this.#tensors };
  }

  #walk(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (ArrayBuffer.isView(value)) return this.#array(value);
    if (value instanceof Tensor) {
      this.#tensors = true;
      return { '@tensor': value.shape, dtype: value.dtype, data: this.#array(value.data) } as TensorParts;
    }
    if (value instanceof Pixels) {
      this.#tensors = true;
      return { '@pixels': value.shape, data: this.#array(value.data) };
    }
    if (depth > MOST_DEPTH) throw tooDeep();
    if (Array.isArray(value)) return value.map(item => this.#walk(item, depth + 1));
    if (!isPlain(value)) return value;
    const packed: Record<string, unknown> = {};
    for (const name of Object.keys(value))
      packed[name] = this.#walk((value as Record<string, unknown>)[name], depth + 1);
    return packed;
  }

  /** A view of a part would bring the whole buffer along, and a shared one would not be copied. */
  #array(view: ArrayBufferView): ArrayBufferView {
    const { buffer, byteOffset, byteLength } = view;
    if (this.#gives && buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) {
      this.buffers.add(buffer);
      return view;
    }
    const copy = new Uint8Array(byteLength);
    copy.set(new Uint8Array(buffer, byteOffset, byteLength));
    this.buffers.add(copy.buffer);
    const kind = (view as unknown as Record<symbol, string>)[Symbol.toStringTag]!;
    return new (globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => ArrayBufferView>)[kind]!(
      copy.buffer,
    );
  }
}

/**
 * Returns a value as it was before it was packed.
 *
 * - **Throws** `ContractError` for a tensor whose sizes, dtype and elements do not fit each other, for lists and objects that are nested
 *   deeper than 1,000, and for one that occurs twice: packing copies each, so it could only be in itself, or grow without end
 */
export function unpacked({ value, tensors }: Packed): unknown {
  return tensors ? new Unpacking().walk(value, 0) : value;
}

/** Returns a value as `unpacked` does, and checks its nesting also if it has no tensors: for values that nobody checks later. */
export function unpackedChecked(packed: Packed): unknown {
  return unpacked({ value: packed.value, tensors: true });
}

class Unpacking {
  readonly #seen = new Set<object>();

  walk(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    const isList = Array.isArray(value);
    if (!isList && !isPlain(value)) return value;
    if (depth > MOST_DEPTH) throw tooDeep();
    if (this.#seen.has(value)) throw unfit('a list or an object must occur once', 'one that occurs again');
    this.#seen.add(value);
    if (isList) return value.map(item => this.walk(item, depth + 1));
    if ('@tensor' in value) return tensorOf(value as Partial<TensorParts>);
    if ('@pixels' in value)
      return new Pixels(value['@pixels'] as Sizes, (value as { data?: unknown }).data as Uint8Array);
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.walk(part, depth + 1)]));
  }
}

function tensorOf({ '@tensor': shape, dtype, data }: Partial<TensorParts>): Tensor {
  const isStored = dtype !== undefined && Object.hasOwn(STORED, dtype) && classOf(data) === STORED[dtype];
  if (!isStored) throw unfit('a tensor must have the elements of its dtype', `${printed(dtype)} in ${printed(data)}`);
  if (!Array.isArray(shape) || shape.length > MOST_AXES || sizeOf(shape as Sizes) !== data!.length || !areSizes(shape))
    throw unfit('the sizes of a tensor must fit its elements', `${printed(shape)} for ${data!.length} elements`);
  return new Tensor(shape as Sizes, dtype, data!);
}

/** A hole in a list of sizes makes their product NaN, which no length is. */
function areSizes(shape: readonly unknown[]): boolean {
  return shape.every(size => Number.isSafeInteger(size) && (size as number) >= 0);
}

/** The name of the class of a typed array, which all realms share. */
function classOf(data: unknown): unknown {
  return ArrayBuffer.isView(data) ? (data as unknown as Record<symbol, unknown>)[Symbol.toStringTag] : undefined;
}

function tooDeep(): ContractError {
  const requirement = `lists and objects must be nested at most ${MOST_DEPTH} deep, and none in itself`;
  return new ContractError('pack', requirement, 'a deeper one', 'Flatten it, or leave out what refers back.');
}

function unfit(requirement: string, given: string): ContractError {
  return new ContractError('unpack', requirement, given, 'Use one version of @thalweg/worker on both sides.');
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
