import { Storage } from '@thalweg/graph/engine';
import { dtypeOf, type DType, type TypedArray } from '@thalweg/tensor';
import { grown } from './address-space.ts';
import { host, type MemoryLimits, type WasmMemory } from './host.ts';
import { memoryLimit, MOST_BYTES } from './memory-limit.ts';

const PAGE = 65_536;
/** The bytes that may be read after a buffer: a vector may begin at its last element. */
const SLACK = 16;

const ELEMENTS = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array } as const;

/** Elements in a linear memory. Users that observe them get copies, so they may be written again. */
export class LinearStorage extends Storage {
  readonly memory: LinearMemory;
  readonly dtype: DType;
  /** In bytes, a multiple of 16. */
  readonly address: number;
  /** The number of elements: an outdated view does not know it any more. */
  readonly size: number;

  constructor(memory: LinearMemory, dtype: DType, address: number, size: number) {
    super(memory.view(dtype, address, size), false, true);
    this.memory = memory;
    this.dtype = dtype;
    this.address = address;
    this.size = size;
  }

  override readersChanged(by: 1 | -1): void {
    this.memory.readers += by;
  }
}

/** Bytes of an app's buffer, and the storage that they were copied to. */
interface Loaded {
  readonly storage: LinearStorage;
  readonly from: number;
  readonly to: number;
}

/**
 * Buffers in one WebAssembly memory, which grows. A buffer is used again after its only user releases it, or after the garbage
 * collector finds that nobody has it, such as that of a register that was set to another value.
 */
export class LinearMemory {
  readonly memory: WasmMemory;
  readonly limits: MemoryLimits;
  /** The number of times that it has grown, which makes all views outdated. */
  growths = 0;
  /** The number of readers of its buffers: while there is one, writes are announced. */
  readers = 0;
  /** By their addresses. */
  readonly #storages = new Map<number, WeakRef<LinearStorage>>();
  readonly #lost = new FinalizationRegistry<readonly [address: number, bytes: number]>(([address, bytes]) => {
    this.#storages.delete(address);
    this.unreserve(address, bytes);
  });
  /** The parts of each buffer that were loaded. */
  readonly #loaded = new WeakMap<object, Loaded[]>();
  readonly #free = new Map<number, number[]>();
  #top = SLACK;

  constructor(limits: MemoryLimits = { initial: 16 }) {
    this.limits = limits;
    this.memory = new (host().Memory)(limits);
  }

  /** A buffer for so many elements, which are not set. */
  allocate(dtype: DType, size: number): LinearStorage {
    const bytes = size * ELEMENTS[dtype].BYTES_PER_ELEMENT;
    const address = this.reserve(bytes);
    const storage = new LinearStorage(this, dtype, address, size);
    this.#storages.set(address, new WeakRef(storage));
    this.#lost.register(storage, [address, bytes], storage);
    return storage;
  }

  /** Returns true if a buffer is in this memory. */
  owns(storage: Storage | undefined): storage is LinearStorage {
    return storage instanceof LinearStorage && storage.memory === this;
  }

  /**
   * Copies an array here. As long as its buffer is in use, the address of the array and of each part of it is known: reading it
   * needs no further copy. Nobody may write it.
   */
  load(data: TypedArray): void {
    if (this.addressOf(data) !== undefined) return;
    const storage = this.allocate(dtypeOf(data), data.length);
    storage.data.set(data);
    const part = { storage, from: data.byteOffset, to: data.byteOffset + data.byteLength };
    this.#loaded.set(data.buffer, [...(this.#loaded.get(data.buffer) ?? []), part]);
  }

  /** The address of an array that was loaded, or of a part of one. */
  addressOf({ buffer, byteOffset, byteLength }: TypedArray): number | undefined {
    const parts = this.#loaded.get(buffer);
    if (parts === undefined) return undefined;
    for (const { storage, from, to } of parts)
      if (byteOffset >= from && byteOffset + byteLength <= to) return storage.address + byteOffset - from;
    return undefined;
  }

  /** Takes a buffer back. */
  release(storage: LinearStorage): void {
    if (this.#storages.get(storage.address)?.deref() !== storage) return;
    this.#storages.delete(storage.address);
    this.#lost.unregister(storage);
    this.unreserve(storage.address, storage.data.byteLength);
  }

  /** The bytes that were never in use. */
  get left(): number {
    return MOST_BYTES - this.#top;
  }

  /** The address of so many bytes. Throws the error of `memoryLimit` if there is no room for them. */
  reserve(bytes: number): number {
    const size = padded(bytes);
    const known = this.#free.get(size)?.pop();
    if (known !== undefined) return known;
    const address = this.#top;
    if (size > this.left) throw memoryLimit(bytes, address);
    if (address + size > this.memory.buffer.byteLength) this.#grow(address + size);
    this.#top = address + size;
    return address;
  }

  unreserve(address: number, bytes: number): void {
    const size = padded(bytes);
    const list = this.#free.get(size);
    if (list === undefined) this.#free.set(size, [address]);
    else list.push(address);
  }

  view(dtype: DType, address: number, size: number): TypedArray {
    return new ELEMENTS[dtype](this.memory.buffer, address, size);
  }

  /** Grows the memory, which makes all views outdated, and gives each storage a new one. */
  #grow(least: number): void {
    const { byteLength } = this.memory.buffer;
    const growTo = (bytes: number): number => this.memory.grow(Math.ceil((bytes - byteLength) / PAGE));
    try {
      growTo(grown(byteLength, least, MOST_BYTES));
    } catch {
      // A host that has no room for twice as much may have enough.
      try {
        growTo(least);
      } catch (cause) {
        throw memoryLimit(least - byteLength, byteLength, cause as Error);
      }
    }
    this.growths++;
    for (const known of this.#storages.values()) {
      const storage = known.deref();
      if (storage !== undefined) storage.data = this.view(storage.dtype, storage.address, storage.size);
    }
  }
}

/** The size of a buffer for so many bytes: one of eight between powers of two, so that buffers of many sizes replace each other. */
function padded(bytes: number): number {
  const wanted = bytes + SLACK;
  const step = Math.max(16, 2 ** (Math.floor(Math.log2(wanted)) - 3));
  // An engine keeps a quotient, and any sum with it, as a fraction unless it is converted to an integer.
  const size = Math.ceil(wanted / step) * step;
  return size < 2 ** 32 ? size >>> 0 : size;
}
