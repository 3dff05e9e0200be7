import { type Tensor, type DType, type Sizes, type TypedArray } from '@thalweg/tensor';
import { copied, observe, Storage } from './storage.ts';

/** The stream that fills a cell while somebody observes the cell. */
export interface Connection {
  connect(): void;
  disconnect(): void;
}

/** The value of a source, shared by all frames that compute with it. */
export class Cell {
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

/** A cell that holds a tensor from the start. */
export function cellOf(value: Tensor, complete = false): Cell {
  const cell = new Cell(value.dtype, complete);
  cell.exchange(value.shape as Sizes, new Storage(value.data as TypedArray, true));
  return cell;
}
