import type { Cell, PlannedCommit, Program, Slot, Span, Wire } from '@thalweg/graph/engine';
import { sizeOf, type Sizes, type TypedArray } from '@thalweg/tensor';
import { LinearStorage, type LinearMemory } from './memory/linear-memory.ts';
import { SMALL, SmallBuffer } from './memory/small-buffer.ts';
import type { CompilerOptions } from './plan/build.ts';
import { isConstant } from './ir/stored-in.ts';
import { BufferArena } from './ir/buffer-arena.ts';
import { Prepared } from './prepared.ts';
import type { WorkerGroup } from './threads/worker-group.ts';

/** So many plans of a frame are kept, for as many batch sizes, or lengths that columns are filled up to. */
const KEPT = 10;

/** A frame's pass as WebAssembly: planned for the slots and sizes that there are. */
export class WasmProgram implements Program {
  commits: readonly PlannedCommit[] = [];
  outputs: readonly Slot[] = [];
  unseen = true;
  readonly #own: LinearMemory;
  readonly #options: CompilerOptions;
  #memory: LinearMemory | undefined = undefined;
  #order: readonly Slot[] | undefined = undefined;
  #sources: readonly Slot[] = [];
  /** The number of the pass before, and which of the sources it was fed. */
  #clock = -1;
  #fed: readonly boolean[] = [];
  /** The sources that may have other values. */
  #changing: readonly Slot[] = [];
  /** What the steps that were taken last read and nobody fed, and the sum of versions after them; −1 if none were. */
  #read: readonly Cell[] = [];
  #versions = -1;
  /** The plans for these slots, by the sizes of their sources; the one used last comes last. */
  readonly #plans = new Map<string, Prepared>();
  #current: Prepared | undefined = undefined;
  #arena: BufferArena | undefined = undefined;

  /** Values go into the given memory, unless registers lie in another already that the threads can use. */
  constructor(own: LinearMemory, options: CompilerOptions) {
    this.#own = own;
    this.#options = options;
  }

  pass(order: readonly Slot[], clock: number): boolean {
    this.#versions = -1;
    let changed = order !== this.#order;
    if (changed) this.#begin(order);
    if (!this.#isReady()) return this.#interpreted();
    changed ||= !this.#isAlike();
    this.#clock = clock;
    if (changed || this.#current === undefined) this.#choose(order);
    if (this.#current === undefined) return this.#interpreted();
    return this.#current.run(clock) || this.#interpreted();
  }

  steps(rows: Span, into: TypedArray[]): number {
    if (this.#current === undefined || !this.#isReady() || !this.#isAlike()) return 0;
    this.#read = this.#changing.flatMap(({ fed, wire }) => (fed === undefined ? [wire.cell!] : []));
    this.#versions = this.#sumOfVersions();
    return this.#stepped(this.#current.steps(rows, into));
  }

  repeat(rows: Span, into: TypedArray[]): number {
    if (this.#versions < 0 || this.#versions !== this.#sumOfVersions()) return 0;
    return this.#stepped(this.#current!.repeat(rows, into));
  }

  /** Each commit gives a register another version. */
  #stepped(taken: number): number {
    this.#versions = taken > 0 ? this.#versions + this.commits.length : -1;
    return taken;
  }

  /** How many values there have been of what is read and not fed. */
  #sumOfVersions(): number {
    let sum = 0;
    for (let i = 0; i < this.#read.length; i++) sum += this.#read[i]!.version;
    return sum;
  }

  buffer(wire: Wire): SmallBuffer | undefined {
    const { shape, dtype } = wire;
    const size = shape.every(Number.isInteger) ? sizeOf(shape as Sizes) : Infinity;
    return size <= SMALL ? new SmallBuffer(wire, (this.#memory ?? this.#own).allocate(dtype, size)) : undefined;
  }

  holds(data: TypedArray): boolean {
    return this.#memory?.addressOf(data) !== undefined;
  }

  close(): void {
    this.#begin([]);
    this.#options.workers?.close();
  }

  #isReady(): boolean {
    for (const { status } of this.#sources) if (status !== 'ready') return false;
    return true;
  }

  /** Whether the sources have the sizes that they had in the pass before, and the same ones are fed. */
  #isAlike(): boolean {
    for (let i = 0; i < this.#sources.length; i++) {
      const { reshaped, fed } = this.#sources[i]!;
      if (reshaped > this.#clock || (fed !== undefined) !== this.#fed[i]) return false;
    }
    return true;
  }

  /** The interpreter computes all of it, whatever it may have computed before. */
  #interpreted(): false {
    for (const slot of this.#order!) slot.computed = -1;
    // It writes a slot before all is computed, and so never where a register lies.
    for (const { owner, register } of this.commits) if (owner.storage === register.storage) owner.storage = undefined;
    return false;
  }

  /** Other slots: nothing that was planned holds any more. */
  #begin(order: readonly Slot[]): void {
    const taken = new Set(this.commits.map(({ register }) => register.storage));
    this.#current?.leave();
    for (const plan of this.#plans.values()) plan.release(taken);
    this.#plans.clear();
    this.#arena?.release();
    this.#arena = undefined;
    this.#current = undefined;
    this.#order = order;
    this.#sources = sourcesOf(order);
    this.#changing = this.#sources.filter(source => !isConstant(source));
  }

  /** The plan for the sizes that there are; none while some are not known. */
  #choose(order: readonly Slot[]): void {
    this.#current?.leave();
    this.#current = undefined;
    this.#fed = this.#sources.map(({ fed }) => fed !== undefined);
    if (!order.every(slot => slot.shape !== undefined && slot.shapeError === undefined)) return;
    this.#memory ??= memoryOf(this.#sources, this.#options.workers) ?? this.#own;
    const key = this.#sources.map(({ shape, fed }) => `${shape!.join()}${fed === undefined ? '' : '!'}`).join(';');
    let plan = this.#plans.get(key);
    this.#plans.delete(key);
    if (plan === undefined) {
      const { commits, outputs, unseen } = this;
      const [sources, memory] = [this.#sources, this.#memory];
      const arena = (this.#arena ??= new BufferArena(memory, [...sources, ...order], outputs.length));
      const there = { order, sources, commits, outputs, donated: unseen, memory, arena };
      plan = new Prepared({ ...this.#options, ...there });
    }
    plan.enter();
    this.#plans.set(key, plan);
    this.#current = plan;
    for (const [oldest, other] of this.#plans) {
      if (this.#plans.size <= KEPT) break;
      other.release(new Set(this.commits.map(({ register }) => register.storage)));
      this.#plans.delete(oldest);
    }
    plan.enter();
  }
}

/** The memory that a register lies in already; threads can only use one that they share. */
function memoryOf(sources: readonly Slot[], workers: WorkerGroup | undefined): LinearMemory | undefined {
  for (const { storage, fed } of sources)
    if (fed === undefined && storage instanceof LinearStorage && (!workers || storage.memory.limits.shared))
      return storage.memory;
  return undefined;
}

/** All sources that slots depend on. */
function sourcesOf(order: readonly Slot[]): Slot[] {
  const found = new Set<Slot>(order);
  for (const slot of found) for (const input of slot.inputs) found.add(input);
  return [...found].filter(({ wire }) => wire.rule === undefined);
}
