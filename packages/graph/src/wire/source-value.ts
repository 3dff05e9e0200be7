import { allocate, type DType, type Sizes, Tensor, type TypedArray } from '@thalweg/tensor';

/** The stream that fills a source while somebody observes the source. */
export interface Connection {
  connect(): void;
  disconnect(): void;
}

/** The value of a source, shared by all frames that compute with it. */
export class SourceValue {
  readonly dtype: DType;
  shape: Sizes | undefined = undefined;
  storage: Storage | undefined = undefined;
  /** The number of values that it has had. */
  version = 0;
  /** The error of the stream that filled it; it has no value then. */
  error: unknown = undefined;
  failed = false;
  /** No further value will come. */
  complete: boolean;
  readonly connection: Connection | undefined;
  #observers = 0;
  #tensor: Tensor | undefined = undefined;

  constructor(dtype: DType, complete = false, connection?: Connection) {
    this.dtype = dtype;
    this.complete = complete;
    this.connection = connection;
  }

  /** Takes a buffer as its value and returns the one it had. */
  exchange(shape: Sizes, storage: Storage): Storage | undefined {
    const former = this.storage;
    this.shape = shape;
    this.storage = storage;
    this.#touch();
    return former;
  }

  /** Moves the value to another storage, which has the same elements. */
  place(storage: Storage): void {
    this.storage = storage;
  }

  /** Writes one number, in place if the elements were not handed out: a stream of scalars allocates nothing. */
  write(value: number): void {
    if (this.storage === undefined || this.storage.kept || this.storage.data.length !== 1)
      this.storage = Storage.allocate(this.dtype, 1);
    this.storage.data[0] = value;
    this.shape ??= [];
    this.#touch();
  }

  /** Takes an error in place of a value. */
  fail(error: unknown): void {
    this.storage = undefined;
    this.#touch();
    this.error = error;
    this.failed = true;
  }

  /** Forgets how the last stream ended: another one starts. */
  reopen(): void {
    this.complete = false;
    if (this.failed) this.#touch();
  }

  /** A copy of the value; the same object until the value changes. */
  observe(): Tensor | undefined {
    if (this.storage === undefined) return undefined;
    this.#tensor ??= copied(this.storage, this.shape!, this.dtype);
    return this.#tensor;
  }

  /** The value in its own buffer, which is not written from then on. */
  handOut(): Tensor | undefined {
    return this.storage && observe(this.storage, this.shape!, this.dtype);
  }

  acquire(): void {
    if (this.#observers++ === 0) this.connection?.connect();
  }

  release(): void {
    if (--this.#observers === 0) this.connection?.disconnect();
  }

  #touch(): void {
    this.version++;
    this.#tensor = undefined;
    this.error = undefined;
    this.failed = false;
  }
}

/** Returns the value of a source that has a tensor from the start. */
export function sourceValueOf(value: Tensor, complete = false): SourceValue {
  const sourceValue = new SourceValue(value.dtype, complete);
  sourceValue.exchange(value.shape as Sizes, new Storage(value.data as TypedArray, true));
  return sourceValue;
}

/** Reads the elements of a storage as they were at one moment, while the storage is written on. */
export interface StorageReader {
  /** Saves elements from `from` on and before `to`, which are about to be written. */
  save(from: number, to: number): void;
  /** Saves all elements, and no longer reads the storage. */
  leave(): void;
}

/** A buffer, and its rules of use. */
export class Storage {
  /** The elements. A memory that grows puts a new view of them here. */
  data: TypedArray;
  /** The elements were handed out: they are never written again. */
  kept: boolean;
  /** The elements belong to the caller for the length of a pass: users that observe them get copies. */
  readonly borrowed: boolean;
  /** Those who must save elements before they are written; none while nobody captures it. */
  readers: readonly StorageReader[] | undefined = undefined;
  /** Called when a reader has come, or has left. */
  readersChanged?(by: 1 | -1): void;

  constructor(data: TypedArray, kept = false, borrowed = false) {
    this.data = data;
    this.kept = kept;
    this.borrowed = borrowed;
  }

  static allocate(dtype: DType, size: number): Storage {
    return new Storage(allocate(dtype, size));
  }
}

/** Returns a copy of a buffer as a tensor: writing into the tensor changes nothing else. */
export function copied({ data }: Storage, shape: Sizes, dtype: DType): Tensor {
  return new Tensor(shape, dtype, data.length === 1 ? data[0]! : data.slice());
}

/**
 * Hands a buffer out as a tensor. From then on it is never written again; a single element is copied into the tensor
 * instead, and a borrowed buffer is copied whole.
 */
export function observe(storage: Storage, shape: Sizes, dtype: DType): Tensor {
  if (storage.data.length === 1 || storage.borrowed) return copied(storage, shape, dtype);
  storage.kept = true;
  return new Tensor(shape, dtype, storage.data);
}
