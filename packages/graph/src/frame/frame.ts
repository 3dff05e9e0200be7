import { sameShape } from '@thalweg/tensor';
import { bind } from '../interpreter/bind.ts';
import { inputsOf } from '../wire/inputs-of.ts';
import { needsValue } from '../wire/needs-value.ts';
import { NEVER, Slot, type Status } from '../wire/slot.ts';
import type { Wire } from '../wire/wire.ts';
import { schedule, valuesOf, type Fuse } from './schedule.ts';
import { infer } from './infer.ts';

/** Looks at a slot that has just been computed; what it throws, the slot fails with. */
export type Guard = (slot: Slot) => void;

/**
 * A place where wires have values. A frame holds a slot for every wire that is demanded of it and for all they depend
 * on, and nothing else; a pass computes each demanded slot at most once, in the order of heights.
 */
export class Frame {
  readonly training: boolean;
  readonly #fuse: Fuse | undefined;
  readonly #guard: Guard | undefined;
  readonly #slots = new Map<Wire, Slot>();
  #all = new Set<Slot>();
  #order: Slot[] = [];
  #sources: Slot[] = [];
  #stale = false;
  clock = 0;

  /** With `fuse`, values that only one other formula reads are not kept. */
  constructor(options: {
    readonly training: boolean;
    readonly fuse?: Fuse | undefined;
    readonly guard?: Guard | undefined;
  }) {
    this.training = options.training;
    this.#fuse = options.fuse;
    this.#guard = options.guard;
  }

  /** All slots, lower wires first. */
  sorted(): readonly Slot[] {
    if (this.#stale) this.#schedule();
    return this.#sorted;
  }

  /** The slot of a wire, if the frame has one. */
  find(wire: Wire): Slot | undefined {
    return this.#slots.get(wire);
  }

  /** Asks for the value of a wire from now on. New slots are listed in `fresh`, inputs first. */
  demand(wire: Wire, fresh?: Slot[]): Slot {
    const slot = this.#open(wire);
    slot.roots++;
    this.#want(slot, fresh);
    this.#stale = true;
    return slot;
  }

  /** Takes one demand back; what nobody asks for is gone at once. */
  release(slot: Slot): void {
    slot.roots--;
    this.#unwant(slot);
    this.#unschedule();
  }

  /** Computes what changed sources reach. Each slot with news for somebody who listens goes to `changed`. */
  pass(changed?: Slot[]): void {
    this.enter();
    this.compute(this.#order);
    if (changed !== undefined)
      for (const slot of this.#sorted) if (slot.changed === this.clock && slot.taps !== undefined) changed.push(slot);
  }

  /** Begins a pass: sources take their values, and sizes follow. Whether slots and sizes are those of the pass before. */
  protected enter(): boolean {
    const clock = ++this.clock;
    let reshaped = this.#stale;
    if (reshaped) this.#schedule();
    for (const source of this.#sources) if (refresh(source, clock)) reshaped = true;
    if (reshaped) for (const slot of this.#sorted) infer(slot, clock);
    return !reshaped;
  }

  /** Computes those of the slots whose inputs have changed. */
  protected compute(order: readonly Slot[]): void {
    for (const slot of order) compute(slot, this.clock, this.#guard);
  }

  /** Computes slots that have just been opened, inputs first, without a pass over the others. */
  catchUp(fresh: readonly Slot[]): void {
    for (const slot of fresh) {
      if (slot.wire.rule === undefined) refresh(slot, this.clock);
      else {
        infer(slot, this.clock);
        slot.dependencies = valuesOf(slot);
        if (slot.demands > 0) compute(slot, this.clock, this.#guard);
      }
    }
  }

  /** Takes over all slots of a frame whose circuit was joined to this one's. */
  absorb(other: Frame): void {
    for (const slot of other.#all) {
      this.#all.add(slot);
      if (!this.#slots.has(slot.wire)) this.#slots.set(slot.wire, slot);
    }
    this.clock = Math.max(this.clock, other.clock);
    this.#stale = true;
    other.#forget();
  }

  /** Lets go of everything. */
  close(): void {
    for (const slot of this.#all) slot.wire.cell?.release();
    this.#forget();
  }

  #sorted: Slot[] = [];

  #forget(): void {
    this.#slots.clear();
    this.#all = new Set();
    this.#unschedule();
  }

  #unschedule(): void {
    this.#order = this.#sources = this.#sorted = [];
    this.#stale = true;
  }

  #schedule(): void {
    this.#sorted = [...this.#all].sort((a, b) => a.wire.height - b.wire.height);
    this.#sources = this.#sorted.filter(slot => slot.wire.rule === undefined);
    this.#order = schedule(this.#sorted, this.#fuse);
    this.#stale = false;
  }

  /** Finds or makes the slot of a wire and of everything below it. An explicit stack: graphs can be very deep. */
  #open(wire: Wire): Slot {
    const stack: Wire[] = [wire];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (this.#slots.has(top)) {
        stack.pop();
        continue;
      }
      const inputs = inputsOf(top, this.training);
      const missing = inputs.filter(input => !this.#slots.has(input));
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      stack.pop();
      const slot = new Slot(
        top,
        inputs.map(input => this.#slots.get(input)!),
      );
      for (const input of slot.inputs) input.references++;
      this.#slots.set(top, slot);
      this.#all.add(slot);
      top.cell?.acquire();
    }
    return this.#slots.get(wire)!;
  }

  #want(slot: Slot, fresh?: Slot[]): void {
    const opened = new Set<Slot>();
    const stack: Slot[] = [slot];
    while (stack.length > 0) {
      const top = stack.pop()!;
      if (top.demands++ > 0) continue;
      opened.add(top);
      top.inputs.forEach((input, position) => {
        if (needsValue(top.wire, position)) stack.push(input);
        else if (fresh !== undefined && input.computed === NEVER) listShapes(input, opened);
      });
    }
    if (fresh !== undefined)
      for (const one of [...opened].sort((a, b) => a.wire.height - b.wire.height)) fresh.push(one);
  }

  #unwant(slot: Slot): void {
    const stack: Slot[] = [slot];
    const idle: Slot[] = [];
    while (stack.length > 0) {
      const top = stack.pop()!;
      if (--top.demands > 0) continue;
      idle.push(top);
      top.inputs.forEach((input, position) => {
        if (needsValue(top.wire, position)) stack.push(input);
      });
    }
    for (const top of idle) this.#drop(top);
  }

  #drop(slot: Slot): void {
    const stack: Slot[] = [slot];
    while (stack.length > 0) {
      const top = stack.pop()!;
      if (top.demands > 0 || top.references > 0 || !this.#all.delete(top)) continue;
      if (this.#slots.get(top.wire) === top) this.#slots.delete(top.wire);
      top.wire.cell?.release();
      for (const input of top.inputs) {
        input.references--;
        stack.push(input);
      }
    }
  }
}

/** Slots whose shape alone is needed, and all below them. */
function listShapes(slot: Slot, into: Set<Slot>): void {
  const stack = [slot];
  while (stack.length > 0) {
    const top = stack.pop()!;
    if (top.shape !== undefined || into.has(top)) continue;
    into.add(top);
    stack.push(...top.inputs);
  }
}

/** Brings a source up to date with its cell, or with what it is fed. Whether its shape changed. */
function refresh(slot: Slot, clock: number): boolean {
  const cell = slot.wire.cell!;
  const former = slot.shape;
  if (slot.fed !== undefined) {
    slot.storage = slot.fed;
    slot.shape = slot.fedShape;
    slot.shapeError = undefined;
    slot.settle(clock, 'ready');
  } else {
    if (slot.version === cell.version) return false;
    slot.version = cell.version;
    slot.storage = cell.storage;
    slot.shape = cell.storage && cell.shape;
    slot.shapeError = cell.error;
    slot.settle(clock, cell.failed ? 'failed' : slot.storage === undefined ? 'missing' : 'ready', cell.error);
  }
  slot.computed = clock;
  if (former && slot.shape && sameShape(former, slot.shape)) return false;
  slot.reshaped = clock;
  return true;
}

/** Computes a slot if anything it reads is newer than it is, or if it failed. */
function compute(slot: Slot, clock: number, guard: Guard | undefined): void {
  let dirty = slot.computed === NEVER || slot.status === 'failed' || slot.reshaped > slot.computed;
  let rebind = slot.reshaped > slot.bound || slot.run === undefined;
  let status: Status = 'ready';
  let error: unknown;
  for (const input of slot.dependencies) {
    if (input.changed > slot.computed) dirty = true;
    if (input.reshaped > slot.bound) rebind = true;
    if (input.status === 'ready' || status === 'failed') continue;
    status = input.status;
    error = input.error;
  }
  for (const other of slot.boundTo) if (other.reshaped > slot.bound) dirty = rebind = true;
  if (!dirty) return;
  slot.computed = clock;
  if (status === 'ready' && !slot.shape) {
    error = slot.shapeError;
    status = error ? 'failed' : 'missing';
  }
  if (status === 'ready') {
    try {
      if (rebind) {
        slot.run = bind(slot);
        slot.bound = clock;
      }
      slot.run!();
      guard?.(slot);
    } catch (thrown) {
      status = 'failed';
      error = thrown;
    }
  }
  slot.settle(clock, status, error);
}
