import { sameShape, ShapeError, type Sizes } from '@thalweg/tensor';
import { boundedShape } from '../shape/shapes.ts';
import { FED, inputsOf, type Limits, needsValue, NEVER, type WireOperation, Slot, type Wire } from '../wire/wire.ts';
import { type Executor, type Fuse, type Pass, schedule, valuesOf } from './executor.ts';

/**
 * The values of wires. A frame holds a slot for every wire that is demanded of it and for all that these depend on, and
 * nothing else; a pass computes each demanded slot at most once, in the order of heights.
 */
export class Frame implements Pass {
  readonly training: boolean;
  readonly #fuse: Fuse | undefined;
  readonly #slots = new Map<Wire, Slot>();
  #all = new Set<Slot>();
  #sorted: Slot[] = [];
  #sources: Slot[] = [];
  #limits: ReadonlySet<Limits> = new Set();
  #stale = false;
  order: readonly Slot[] = [];
  clock = 0;
  layout = 0;
  donated = true;

  /** With `fuse`, values that only one other formula reads are not stored. */
  constructor(options: { readonly training: boolean; readonly fuse?: Fuse | undefined }) {
    this.training = options.training;
    this.#fuse = options.fuse;
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

  /** Takes one demand back; a slot that nobody demands is dropped at once. */
  release(slot: Slot): void {
    slot.roots--;
    this.#unwant(slot);
    this.#unschedule();
  }

  /** Has an executor compute what changed sources reach. Each changed slot that has subscribers goes to `changed`. */
  pass(executor: Executor, changed?: Slot[]): void {
    this.enter();
    executor.pass(this);
    if (changed !== undefined)
      for (const slot of this.#sorted) if (slot.changed === this.clock && slot.taps !== undefined) changed.push(slot);
  }

  /** Begins a pass: sources take their values, and sizes follow. */
  enter(): void {
    const clock = ++this.clock;
    let changed = this.#stale;
    if (changed) this.#schedule();
    for (const source of this.#sources) if (refresh(source, clock)) changed = true;
    if (!changed) return;
    this.layout++;
    for (const slot of this.#sorted) infer(slot, clock);
    for (const limits of this.#limits) limits.check(this.#sorted, clock);
  }

  /** Has an executor compute slots that have just been opened, inputs first, without a pass over the others. */
  catchUp(executor: Executor, fresh: readonly Slot[]): void {
    const { clock } = this;
    for (const slot of fresh) {
      if (slot.wire.operation === undefined) refresh(slot, clock);
      else {
        infer(slot, clock);
        slot.dependencies = valuesOf(slot);
      }
    }
    for (const limits of limitsOf(fresh)) limits.check(inHeights(this.#all), clock);
    executor.pass({ ...this, order: fresh.filter(({ wire, demands }) => wire.operation !== undefined && demands > 0) });
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

  /** Drops all slots. */
  close(): void {
    for (const slot of this.#all) slot.wire.sourceValue?.release();
    this.#forget();
  }

  #forget(): void {
    this.#slots.clear();
    this.#all = new Set();
    this.#unschedule();
  }

  #unschedule(): void {
    this.order = this.#sources = this.#sorted = [];
    this.#stale = true;
  }

  #schedule(): void {
    this.#sorted = inHeights(this.#all);
    this.#limits = limitsOf(this.#sorted);
    this.#sources = this.#sorted.filter(slot => slot.wire.operation === undefined);
    this.order = schedule(this.#sorted, this.#fuse);
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
      const found: Slot[] = [];
      const open = stack.length;
      for (const input of inputsOf(top, this.training)) {
        const slot = this.#slots.get(input);
        if (slot === undefined) stack.push(input);
        else found.push(slot);
      }
      if (stack.length > open) continue;
      stack.pop();
      const slot = new Slot(top, found);
      for (const input of found) input.references++;
      this.#slots.set(top, slot);
      this.#all.add(slot);
      top.sourceValue?.acquire();
    }
    return this.#slots.get(wire)!;
  }

  #want(slot: Slot, fresh?: Slot[]): void {
    const opened = fresh && new Set<Slot>();
    const stack: Slot[] = [slot];
    while (stack.length > 0) {
      const top = stack.pop()!;
      if (top.demands++ > 0) continue;
      opened?.add(top);
      top.inputs.forEach((input, position) => {
        if (needsValue(top.wire, position)) stack.push(input);
        else if (opened !== undefined && input.computed === NEVER) listShapes(input, opened);
      });
    }
    if (opened !== undefined)
      for (const one of [...opened].sort((a, b) => a.wire.height - b.wire.height)) fresh!.push(one);
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
      top.wire.sourceValue?.release();
      for (const input of top.inputs) {
        input.references--;
        stack.push(input);
      }
    }
  }
}

function inHeights(slots: Iterable<Slot>): Slot[] {
  return [...slots].sort((a, b) => a.wire.height - b.wire.height);
}

/** The limits of the graphs from files that some slots are parts of. */
function limitsOf(slots: readonly Slot[]): ReadonlySet<Limits> {
  const found = new Set<Limits>();
  for (const { wire } of slots) if (wire.limits !== undefined) found.add(wire.limits);
  return found;
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

/** Brings a source up to date with its value, or with what it is fed. Returns whether its shape changed, or whether it is fed. */
function refresh(slot: Slot, clock: number): boolean {
  const sourceValue = slot.wire.sourceValue!;
  const isFed = slot.fed !== undefined;
  if (!isFed && slot.version === sourceValue.version) return false;
  const former = slot.shape;
  const wasFed = slot.version === FED;
  if (isFed) {
    slot.version = FED;
    slot.place(slot.fed);
    slot.shape = slot.fedShape;
    slot.shapeError = undefined;
    slot.settle(clock, 'ready');
  } else {
    slot.version = sourceValue.version;
    slot.place(sourceValue.storage);
    slot.shape = sourceValue.storage && sourceValue.shape;
    slot.shapeError = sourceValue.error;
    slot.settle(
      clock,
      sourceValue.failed ? 'failed' : slot.storage === undefined ? 'missing' : 'ready',
      sourceValue.error,
    );
  }
  if (former && slot.shape && sameShape(former, slot.shape)) return isFed !== wasFed;
  slot.reshaped = clock;
  return true;
}

/** Brings a slot's sizes up to date with its inputs', if one of these has others since this pass began. */
function infer(slot: Slot, clock: number): void {
  const { operation } = slot.wire;
  const former = slot.shape;
  if (!operation || (former && !slot.inputs.some(input => input.reshaped === clock))) return;
  slot.shapeError = undefined;
  let shape: Sizes | undefined;
  try {
    shape = sizesOf(slot, operation);
  } catch (error) {
    slot.shapeError = error;
  }
  if (shape && former && sameShape(shape, former)) return;
  slot.shape = shape;
  slot.reshaped = clock;
}

function sizesOf(slot: Slot, operation: WireOperation): Sizes | undefined {
  const inputs: Sizes[] = [];
  for (const input of slot.inputs) {
    if (input.shapeError) throw input.shapeError as Error;
    if (!input.shape) return undefined;
    inputs.push(input.shape);
  }
  if (operation.kernel.kind === 'mode') return inputs[0];
  checkNames(slot.wire, inputs);
  return boundedShape(slot.wire.name, operation.shape(inputs)) as Sizes;
}

/** Refuses sizes that differ where names are equal, within an operation. */
export function checkNames(wire: Wire, inputs: readonly Sizes[]): void {
  const sizes = Object.create(null) as Record<string, number>;
  wire.inputs.forEach((input, position) => {
    input.shape.forEach((name, axis) => {
      if (typeof name === 'number') return;
      const size = inputs[position]![axis]!;
      if ((sizes[name] ??= size) !== size)
        throw new ShapeError(
          wire.name,
          inputs,
          `the axes named '${name}' must have one size`,
          'Feed values of equal length.',
        );
    });
  });
}
