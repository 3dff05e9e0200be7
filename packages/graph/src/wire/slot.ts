import { sizeOf, type Sizes, type Tensor, type TypedArray } from '@thalweg/tensor';
import type { LoopResult, LoopResults } from './kernel.ts';
import { copied, observe, Storage } from './storage.ts';
import type { Wire } from './wire.ts';

/** The state of a slot's value. */
export type Status = 'missing' | 'ready' | 'failed';

/** A stamp before every pass. */
export const NEVER = -1;

/** In place of a version: the source is fed. */
export const FED = -2;

/** The place of one wire in one frame: its value there and what is needed to compute it. */
export class Slot {
  readonly wire: Wire;
  /** The slots it reads, values and shapes alike. */
  readonly inputs: readonly Slot[];
  /** The number of slots that refer to it, and the number of slots and outside users that demand its value. */
  references = 0;
  demands = 0;
  /** The number of outside users that demand it: with one it cannot be fused away. */
  roots = 0;

  status: Status = 'missing';
  error: unknown = undefined;
  shape: Sizes | undefined = undefined;
  shapeError: unknown = undefined;
  storage: Storage | undefined = undefined;

  /** The passes in which the shape changed, the value changed, it was computed, and its loop was bound. */
  reshaped: number = NEVER;
  changed: number = NEVER;
  computed: number = NEVER;
  bound: number = NEVER;

  /** The slots whose values are read when this one is computed; set by the schedule. */
  dependencies: readonly Slot[] = [];
  /** Other slots whose shapes its loop is bound to: those of which it needs only the shape, and views that it reads through. */
  boundTo: readonly Slot[] = [];
  run: (() => void) | undefined = undefined;
  /** Computed where it is read: it has no storage. */
  inlined = false;
  /** A `becomes` whose value cannot be handed over keeps its own copy. */
  copies = false;
  /** A register takes its storage when a step commits. */
  handsOver = false;

  /** Of a source: the cell's version seen last, or FED, and the value that a step feeds in place of the cell's. */
  version: number = NEVER;
  fed: Storage | undefined = undefined;
  fedShape: Sizes | undefined = undefined;

  /** In the live frame: its subscribers. */
  taps: Set<Tap> | undefined = undefined;
  /** The status that they saw last. */
  shown: Status = 'missing';
  complete = false;
  #tensor: Tensor | undefined = undefined;
  #results: SlotResults | undefined = undefined;

  constructor(wire: Wire, inputs: readonly Slot[]) {
    this.wire = wire;
    this.inputs = inputs;
  }

  /** The present elements. */
  get data(): TypedArray {
    return this.storage!.data;
  }

  /** The results of its loop, if it computes several. */
  get results(): SlotResults {
    return (this.#results ??= new SlotResults());
  }

  /** A buffer of the right size for new elements; never one that was handed out. */
  write(): TypedArray {
    const size = sizeOf(this.shape!);
    if (this.storage === undefined || this.storage.kept || this.storage.data.length !== size)
      this.storage = Storage.allocate(this.wire.dtype, size);
    return this.storage.data;
  }

  /** Takes a storage for its value, whose elements are there already or are written next. */
  place(storage: Storage | undefined): void {
    this.storage = storage;
  }

  /** Gives a source a value in place of the cell's; without one, it reads the cell again. */
  feed(storage?: Storage, shape?: Sizes): void {
    this.fed = storage;
    this.fedShape = shape;
  }

  /** Takes its sizes away: it fails for this reason. */
  refuse(error: Error, clock: number): void {
    this.shape = undefined;
    this.shapeError = error;
    this.reshaped = clock;
  }

  /** Has the next pass compute it, even if no input changes. */
  invalidate(): void {
    this.computed = NEVER;
  }

  /** Notes the result of computing it in a pass. */
  settle(clock: number, status: Status, error?: unknown): void {
    this.computed = clock;
    if (status === 'missing' && this.status === 'missing') return;
    this.status = status;
    this.error = error;
    this.changed = clock;
    this.#tensor = undefined;
  }

  /** The value as a tensor; the same object until it is computed again. */
  observe(): Tensor {
    if (this.#tensor === undefined) {
      const { cell, dtype } = this.wire;
      const storage = this.storage!;
      if (cell !== undefined && cell.storage === storage) this.#tensor = cell.observe()!;
      else {
        // A single element is copied in any case.
        const copies = storage.data.length > 1 && this.#isOfSource();
        this.#tensor = (copies ? copied : observe)(storage, this.shape!, dtype);
      }
    }
    return this.#tensor;
  }

  /** True if its elements are those of a source, under any name or shape, or become those of a register. */
  #isOfSource(): boolean {
    let slot: Slot = this;
    while (slot.wire.rule?.kernel.kind === 'alias' || slot.wire.rule?.kernel.kind === 'mode') {
      if (slot.handsOver) return true;
      slot = slot.inputs[0]!;
    }
    const { cell } = slot.wire;
    return cell === undefined ? slot.handsOver : cell.storage === this.storage;
  }
}

/** The results of the loop of one slot. */
class SlotResults implements LoopResults {
  wanted: readonly LoopResult[] = [];
  compute: LoopResults['compute'] = undefined;
  readonly #computed = new Set<LoopResult>();

  run(): void {
    this.#computed.clear();
    for (const one of this.wanted) this.#computed.add(one);
    if (this.wanted.length > 0) this.compute!(this.wanted);
  }

  complete(result: LoopResult): void {
    if (this.#computed.has(result)) return;
    this.compute!([result]);
    this.#computed.add(result);
  }
}

/** Returns the value that a wire has in a round of emissions; `undefined` if it has none. */
export type Values = (wire: Wire) => Tensor | undefined;

/** The receiver of the values of a wire, such as an RxJS subscriber. */
export interface Receiver {
  readonly closed: boolean;
  next(value: Tensor): void;
  error(error: unknown): void;
  complete(): void;
  /** Has a function called when it no longer receives. */
  add(teardown: () => void): void;
  /** Called at the end of each round in which the wire has emitted. */
  settle?(round: number, values: Values): void;
}

/** A subscription to a wire. */
export interface Tap {
  readonly subscriber: Receiver;
  /** The round of emissions in which it came: it got its value then, so that round skips it. */
  joined: number;
}
