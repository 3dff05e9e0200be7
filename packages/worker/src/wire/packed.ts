import { Tensor, type DType, type Sizes, type TypedArray } from '@thalweg/tensor';

/** A value as it is sent: its own arrays, and tensors as their parts. */
export interface Packed {
  readonly value: unknown;
  /** True if tensors have to be made when it arrives. */
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
    const packed = this.#walk(value);
    return { value: packed, tensors: this.#tensors };
  }

  #walk(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (ArrayBuffer.isView(value)) return this.#array(value);
    if (value instanceof Tensor) {
      this.#tensors = true;
      return { '@tensor': value.shape, dtype: value.dtype, data: this.#array(value.data) } as TensorParts;
    }
    if (Array.isArray(value)) return value.map(item => this.#walk(item));
    if (!isPlain(value)) return value;
    const packed: Record<string, unknown> = {};
    for (const name of Object.keys(value)) packed[name] = this.#walk((value as Record<string, unknown>)[name]);
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

/** Returns a value as it was before it was packed. */
export function unpacked({ value, tensors }: Packed): unknown {
  return tensors ? unwalk(value) : value;
}

function unwalk(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(unwalk);
  if (!isPlain(value)) return value;
  if ('@tensor' in value) {
    const { '@tensor': shape, dtype, data } = value as TensorParts;
    return new Tensor(shape, dtype, data);
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unwalk(part)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
