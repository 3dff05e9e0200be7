import { type Tensor, type DType, type Sizes, type TypedArray } from '@thalweg/tensor';
import { observe } from './observe.ts';
import { Storage } from './storage.ts';

/** What is told to a cell that is filled by a stream, while somebody observes it. */
export interface Connection {
  connect(): void;
  disconnect(): void;
}

/** The storage of a source, shared by all frames that compute with it. */
export class Cell {
  readonly dtype: DType;
  shape: Sizes | undefined = undefined;
  storage: Storage | undefined = undefined;
  /** Counts the values that it has had. */
  version = 0;
  /** Why it has no value: the stream that filled it failed. */
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

  /** Takes a buffer as its value and gives back the one it had. */
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

  /** Writes one number where nobody keeps the elements, so that a stream of scalars allocates nothing. */
  write(value: number): void {
    if (this.storage === undefined || this.storage.kept || this.storage.data.length !== 1)
      this.storage = Storage.allocate(this.dtype, 1);
    this.storage.data[0] = value;
    this.shape ??= [];
    this.#touch();
  }

  /** Holds an error in place of a value. */
  fail(error: unknown): void {
    this.storage = undefined;
    this.#touch();
    this.error = error;
    this.failed = true;
  }

  /** A stream starts afresh: how the one before it ended is forgotten. */
  reopen(): void {
    this.complete = false;
    if (this.failed) this.#touch();
  }

  /** The value as a tensor; the same object until the value changes. */
  observe(): Tensor | undefined {
    if (this.storage === undefined) return undefined;
    this.#tensor ??= observe(this.storage, this.shape!, this.dtype);
    return this.#tensor;
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

/** A cell that holds a tensor from the start. */
export function cellOf(value: Tensor, complete = false): Cell {
  const cell = new Cell(value.dtype, complete);
  cell.exchange(value.shape as Sizes, new Storage(value.data as TypedArray, true));
  return cell;
}
