import type { Demands, Executor, Pass, RowsRequest, Slot, Storage, Wire } from '@thalweg/graph/engine';
import { sizeOf, type Sizes, type TypedArray } from '@thalweg/tensor';
import { type LinearMemory, LinearStorage } from '../memory/linear-memory.ts';
import { isMemoryLimit } from '../memory/memory-limit.ts';
import type { FiniteCheck } from './buffer-assignment.ts';
import type { Executable } from './executable.ts';
import { sourcesOf } from './slots.ts';

/** So many executables of a frame are kept, for as many batch sizes, or lengths that columns are filled up to. */
const KEPT = 10;

/** Options of {@link WasmExecutor}. */
interface ExecutorOptions {
  /** Makes or finds the executables for the slots of a frame. */
  readonly maker: (slots: FrameSlots) => ExecutableMaker;
  /** True to interpret passes whose values do not fit in the memory. */
  readonly fallback?: boolean | undefined;
  /** Returns true for a memory that executables can use: of one that threads share, or that they do not. */
  readonly canUse: (memory: LinearMemory) => boolean;
  /** Looks for numbers that are not finite. */
  readonly isFinite?: FiniteCheck | undefined;
  /** Called with the number of passes that executables have computed. */
  readonly onCompiled?: ((passes: number) => void) | undefined;
  /** Called for each pass that is interpreted as there is no executable for it. */
  readonly onUncovered?: (() => void) | undefined;
  /** Called when the frame is closed. */
  readonly onClose?: (() => void) | undefined;
}

/** Computes a frame's passes as WebAssembly, with an executable for each set of slots and sizes. */
export class WasmExecutor implements Executor {
  readonly #own: LinearMemory;
  readonly #options: ExecutorOptions;
  readonly #demands: Demands;
  readonly #interpreter: Executor;
  #memory: LinearMemory | undefined = undefined;
  /** The slots of the last pass, and the number of its layout. */
  #order: readonly Slot[] | undefined = undefined;
  #layout = -1;
  #sources: readonly Slot[] = [];
  /** The executables for these slots, by the sizes of their sources; the one used last comes last. */
  readonly #executables = new Map<string, Executable>();
  #current: Executable | undefined = undefined;
  /** The key of the executable for the sizes of the last pass, and those of executables that there are not, or for which there is no room. */
  #key = '';
  readonly #without = new Set<string>();
  #maker: ExecutableMaker | undefined = undefined;

  /** Values go into the memory `own`, unless registers lie already in another one that the threads can use. */
  constructor(own: LinearMemory, options: ExecutorOptions, demands: Demands, interpreter: Executor) {
    this.#own = own;
    this.#options = options;
    this.#demands = demands;
    this.#interpreter = interpreter;
  }

  pass(pass: Pass): void {
    if (!this.#compute(pass)) this.#interpret(pass);
  }

  rows({ layout }: Pass, rows: RowsRequest, same: boolean): number {
    if (this.#current === undefined || layout !== this.#layout) return 0;
    const taken = this.#current.rows(rows, same);
    if (taken > 0) this.#options.onCompiled?.(taken);
    return taken;
  }

  bufferFor({ dtype }: Wire, sizes: Sizes): Storage {
    const storage = (this.#memory ?? this.#own).allocate(dtype, sizeOf(sizes));
    storage.kept = true;
    return storage;
  }

  take(source: Wire, fed: Storage): boolean {
    const { isFinite } = this.#options;
    if (isFinite === undefined || this.#current === undefined) return false;
    try {
      return this.#current.take(source, fed, isFinite);
    } catch (error) {
      // The pass finds out.
      if (isMemoryLimit(error)) return false;
      throw error;
    }
  }

  holds(data: TypedArray): boolean {
    return this.#memory?.addressOf(data) !== undefined;
  }

  close(): void {
    this.#begin([]);
    this.#options.onClose?.();
  }

  /** Computes a pass as WebAssembly. Returns false if it cannot, or may not because there is no room. */
  #compute(pass: Pass): boolean {
    try {
      if (pass.layout !== this.#layout) this.#choose(pass);
      if (this.#without.has(this.#key)) this.#options.onUncovered?.();
      if (this.#current?.run(pass.clock) !== true) return false;
      this.#options.onCompiled?.(1);
      return true;
    } catch (error) {
      if (this.#options.fallback !== true || !isMemoryLimit(error)) throw error;
      this.#without.add(this.#key);
      this.#current?.leave();
      this.#current = undefined;
      return false;
    }
  }

  /** Has the interpreter compute the whole pass, with values that it may have computed before. */
  #interpret(pass: Pass): void {
    for (const slot of pass.order) slot.invalidate();
    // It writes slots before all are computed: none may be written in the buffer of a register.
    for (const { owner, register } of this.#demands.commits)
      if (owner.storage === register.storage) owner.place(undefined);
    this.#interpreter.pass(pass);
  }

  /** Releases the executables for other slots. */
  #begin(order: readonly Slot[]): void {
    this.#current?.leave();
    this.#current = undefined;
    const taken = this.#taken();
    for (const executable of this.#executables.values()) executable.release(taken);
    this.#executables.clear();
    this.#without.clear();
    this.#maker?.release();
    this.#maker = undefined;
    this.#order = order;
    this.#sources = sourcesOf(order);
  }

  /** Finds or makes the executable for the sizes of a pass; there is none while some are not known. */
  #choose({ order, layout, donated }: Pass): void {
    this.#layout = layout;
    this.#key = '';
    if (order !== this.#order) this.#begin(order);
    this.#current?.leave();
    this.#current = undefined;
    const sources = this.#sources;
    if (
      ![...sources, ...order, ...this.#demands.outputs].every(
        slot => slot.shape !== undefined && slot.shapeError === undefined,
      )
    )
      return;
    const memory = (this.#memory ??= this.#memoryOf(sources) ?? this.#own);
    const key = (this.#key = sources
      .map(({ shape, fed }) => `${shape!.join()}${fed === undefined ? '' : '!'}`)
      .join(';'));
    if (this.#without.has(key)) return;
    let executable = this.#executables.get(key);
    this.#executables.delete(key);
    if (executable === undefined) {
      const maker = (this.#maker ??= this.#options.maker({ ...this.#demands, memory, order, sources }));
      executable = maker.make(donated);
      if (executable === undefined) return void this.#without.add(key);
    }
    this.#executables.set(key, executable);
    for (const [oldest, other] of this.#executables) {
      if (this.#executables.size <= KEPT) break;
      other.release(this.#taken());
      this.#executables.delete(oldest);
    }
    executable.enter();
    this.#current = executable;
  }

  /** The memory that a register lies in already, if executables can use it. */
  #memoryOf(sources: readonly Slot[]): LinearMemory | undefined {
    for (const { storage, fed } of sources)
      if (fed === undefined && storage instanceof LinearStorage && this.#options.canUse(storage.memory))
        return storage.memory;
    return undefined;
  }

  /** The buffers that registers have taken. */
  #taken(): Set<Storage | undefined> {
    return new Set(this.#demands.commits.map(({ register }) => register.storage));
  }
}

/** The slots of a frame, and the memory that their values lie in. */
export interface FrameSlots extends Demands {
  readonly memory: LinearMemory;
  readonly order: readonly Slot[];
  /** All sources that they depend on. */
  readonly sources: readonly Slot[];
}

/** Makes or finds the executables for the slots of a frame. */
export interface ExecutableMaker {
  /**
   * The executable for the sizes that the slots have now; none if the pass is left to the interpreter. With `donated`, the buffers of
   * registers may be overwritten before the commit: nobody observes them.
   */
  make(donated: boolean): Executable | undefined;
  /** Returns what all executables shared to the memory, once none of them is needed any more. */
  release(): void;
}
