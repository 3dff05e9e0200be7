import { type DType, type Shape, sizeOf, type Sizes, type Tensor, type TypedArray } from '@thalweg/tensor';
import { type Cell, copied, observe, Storage } from './cell.ts';
import type { Kernel, LoopResult, LoopResults } from './kernel.ts';

/** The part of a node that frames use. */
export interface Wire {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** One more than the highest input; 0 for a source. */
  readonly height: number;
  readonly inputs: readonly Wire[];
  /** Absent on a source. */
  readonly rule?: Rule | undefined;
  /** The storage of a source. */
  readonly cell?: Cell | undefined;
  /** The element that values of a source are filled up with; it means no value. */
  readonly padding?: number | undefined;
  /** A register that an optimizer may write: a parameter, unlike a state. */
  readonly trainable?: boolean | undefined;
  /** The operation whose gradient it is a part of. */
  readonly forward?: Wire | undefined;
  /** The register that takes this wire's value when a step commits. */
  readonly register?: Wire | undefined;
  /** The limits of the graph from a file that it is a part of. */
  readonly limits?: Limits | undefined;
}

/** The limits of a graph from a file. */
export interface Limits {
  /** Refuses what exceeds them, and all that comes after it. Frames ask whenever sizes have changed. */
  check(slots: readonly Sized[], clock: number): void;
}

/** A wire with the sizes that it has in a frame. */
export interface Sized {
  readonly wire: Wire;
  readonly shape: Sizes | undefined;
  readonly inputs: readonly { readonly shape: Sizes | undefined }[];
  readonly demands: number;
  /** True if it is computed where it is read, and not stored. */
  readonly inlined: boolean;
  /** Takes its sizes away for a reason. */
  refuse(error: Error, clock: number): void;
}

/** The rule by which a wire follows from its inputs. */
export interface Rule {
  readonly name: string;
  readonly kernel: Kernel;
  /** The way in which the register is written; whole and always if left out. */
  readonly write?: Write | undefined;
  /** The numbers that its first input must have, where they enter a frame unchanged; see `inDomain`. */
  readonly domain?: Domain | undefined;
  /** The output's shape; asked with names when a node is built and with sizes in a pass. */
  shape(inputs: readonly Shape[]): Shape;
  /** Gives sizes their one form, if the shape composes names; see `normalShape`. */
  readonly normal?:
    | ((subject: string, shape: Shape, inputs?: readonly { readonly shape: Shape }[]) => Shape)
    | undefined;
}

/** The inputs that count in a frame: of the two arms of a mode only one is built. */
export function inputsOf<W extends Wire>(wire: W, training: boolean): W['inputs'] {
  if (wire.rule?.kernel.kind === 'mode') return [wire.inputs[training ? 0 : 1]!];
  return wire.inputs;
}

/** Returns true if a wire reads the value of an input, not just its shape. */
export function needsValue(wire: Wire, position: number): boolean {
  const kernel = wire.rule!.kernel;
  return !('shapeOnly' in kernel && kernel.shapeOnly?.includes(position));
}

/** The numbers that an elementwise formula is computed in: integers and flags go through float64. */
export function precisionOf(wire: Wire): 'float32' | 'float64' {
  const dtypes = [wire.dtype, ...wire.inputs.map(input => input.dtype)];
  const single = dtypes.includes('float32') && dtypes.every(dtype => dtype === 'float32' || dtype === 'bool');
  return single ? 'float32' : 'float64';
}

/** The way in which a step writes a register that does not take the whole value of its rule in every step. */
export interface Write {
  /** The position of an input of the rule, a flag: where it is false the register stays as it was. */
  readonly when?: number | undefined;
  readonly rows?: RowWrite | undefined;
}

/** The rows of a register that a rule's value is. */
interface RowWrite {
  readonly axis: number;
  /** The position of the input of the rule that says which they are; −1 is none. */
  readonly at: number;
  /** Copies them into the elements of the register. It cannot fail: the places were checked when they were computed. */
  readonly copy: (to: TypedArray, sizes: Sizes, rows: TypedArray, at: TypedArray) => void;
}

/** The numbers that a computation can take, such as labels from 0 to 1. */
export interface Domain {
  /** The smallest of them. Without it there is no bound, but −∞ is not accepted. */
  readonly least?: number;
  /** The largest of them. Without it there is no bound, but ∞ is not accepted. */
  readonly most?: number;
  /** One more number, which may be outside of that range: that of a label to ignore. */
  readonly except?: number | undefined;
  /** The computation, such as a loss or a model, for errors. */
  readonly of: string;
  /** The fix to try for another number. */
  readonly advice: string;
}

/** Returns true for a number of a domain. NaN and infinite numbers are in none. */
export function isInside(
  { least = -Number.MAX_VALUE, most = Number.MAX_VALUE, except }: Domain,
  value: number,
): boolean {
  return (value >= least && value <= most) || value === except;
}

/** Returns what a domain requires, in words. */
export function requirementOf({ least, most, of }: Domain): string {
  if (least !== undefined && most !== undefined) return `must be from ${least} to ${most} for ${of}`;
  return least === undefined ? `must be at most ${most} for ${of}` : `must be at least ${least} for ${of}`;
}

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
