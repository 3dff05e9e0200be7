import { NEVER, type Receiver, type Slot, type Tap, type Values } from '../wire/slot.ts';
import type { Wire } from '../wire/wire.ts';
import { Frame } from './frame.ts';
import { interpreter } from './executor.ts';

/** The values that a step shows to subscribers before it commits. */
export interface Relayed {
  /** Slots that have subscribers and no value, with the slots of the step's frame that have one for them. */
  readonly computed: ReadonlyMap<Slot, Slot>;
  /** The values in this step. */
  readonly values: Values;
}

/** The frame of a circuit's subscribers: it holds the wires that they observe and what these depend on. */
export class LiveFrame {
  readonly #frame = new Frame({ training: false });
  readonly #executor = interpreter();
  readonly #tapped = new Set<Slot>();
  /** Slots that changed; the array is kept between passes so that a pass allocates nothing. */
  #changed: Slot[] = [];
  #computing = false;
  #revision = 0;
  #round = 0;
  /** True as soon as a receiver wants to know the end of a round. */
  #settles = false;
  /** The frame that took the slots when circuits were joined. */
  #successor: LiveFrame | undefined = undefined;

  /** Changes when taps come and go, or gain or lose their own value. */
  get revision(): number {
    return this.#revision;
  }

  /** The slots that have subscribers. */
  get tapped(): ReadonlySet<Slot> {
    return this.#tapped;
  }

  /** The number of slots. */
  get size(): number {
    return this.#frame.sorted().length;
  }

  /** The slot of a wire if it has an up-to-date value here. */
  present(wire: Wire): Slot | undefined {
    if (this.#computing) return undefined;
    const slot = this.#frame.find(wire);
    return slot !== undefined && slot.computed !== NEVER && slot.demands > 0 && slot.status === 'ready'
      ? slot
      : undefined;
  }

  /** The present value of a wire, if the wire is observed and has one. */
  readonly values: Values = wire => this.#latest().present(wire)?.observe();

  /** Emits the present value of a wire to a subscriber, if it has one, and every new one from then on. */
  attach(wire: Wire, subscriber: Receiver): void {
    if (subscriber.closed) return;
    const fresh: Slot[] = [];
    const slot = this.#frame.demand(wire, fresh);
    const tap: Tap = { subscriber, joined: this.#computing ? NEVER : this.#round };
    (slot.taps ??= new Set()).add(tap);
    this.#tapped.add(slot);
    this.#settles ||= subscriber.settle !== undefined;
    this.#revision++;
    subscriber.add(() => this.#detach(slot, tap));
    if (this.#computing || subscriber.closed) return;
    this.#frame.catchUp(this.#executor, fresh);
    for (const one of fresh) one.complete = isComplete(one);
    slot.shown = slot.status;
    tell(slot, tap);
    if (slot.complete) subscriber.complete();
  }

  /** Computes what changed and emits it, lower wires first. */
  pass(): void {
    if (this.#tapped.size === 0) return;
    const changed = this.#changed;
    this.#changed = [];
    this.#computing = true;
    this.#frame.pass(this.#executor, changed);
    this.#computing = false;
    const round = ++this.#round;
    for (const slot of changed) {
      if (slot.taps === undefined) continue;
      if (slot.status !== slot.shown) this.#revision++;
      slot.shown = slot.status;
      tellAll(slot, slot.taps, round);
    }
    if (this.#latest().#settles) for (const slot of changed) settle(slot, round, this.values);
    changed.length = 0;
    this.#changed = changed;
  }

  /** Emits to those that have no value of their own what a step computed for them. */
  relay(step: Relayed, clock: number): void {
    const round = ++this.#round;
    for (const [tapped, computed] of step.computed)
      if (tapped.taps !== undefined && tapped.status === 'missing' && computed.changed === clock)
        tellAll(computed, tapped.taps, round);
    if (!this.#latest().#settles) return;
    for (const [tapped, computed] of step.computed)
      if (tapped.status === 'missing' && computed.changed === clock) settle(tapped, round, step.values);
  }

  /** Completes every wire of which all sources have completed. */
  complete(): void {
    for (const slot of this.#frame.sorted()) {
      if (slot.complete || !isComplete(slot)) continue;
      slot.complete = true;
      for (const tap of slot.taps ?? []) tap.subscriber.complete();
    }
  }

  /** Takes over the slots and taps of a circuit that was joined to this one's. */
  absorb(other: LiveFrame): void {
    this.#frame.absorb(other.#frame);
    for (const slot of other.#tapped) this.#tapped.add(slot);
    this.#revision += other.#revision + 1;
    this.#round = Math.max(this.#round, other.#round);
    this.#settles ||= other.#settles;
    other.#tapped.clear();
    other.#successor = this;
  }

  /** The frame that holds the slots now. */
  #latest(): LiveFrame {
    let live: LiveFrame = this;
    while (live.#successor !== undefined) live = live.#successor;
    return live;
  }

  #detach(slot: Slot, tap: Tap): void {
    const live = this.#latest();
    slot.taps!.delete(tap);
    if (slot.taps!.size === 0) {
      slot.taps = undefined;
      live.#tapped.delete(slot);
    }
    live.#revision++;
    live.#frame.release(slot);
  }
}

/** Emits to those that were there when the round began. */
function tellAll(slot: Slot, taps: Set<Tap>, round: number): void {
  const listeners = slot.status === 'failed' ? [...taps] : taps;
  for (const tap of listeners) if (tap.joined < round) tell(slot, tap);
}

function settle({ taps }: Slot, round: number, values: Values): void {
  for (const { subscriber, joined } of taps ?? []) if (joined < round) subscriber.settle?.(round, values);
}

function tell(slot: Slot, { subscriber }: Tap): void {
  if (slot.status === 'failed') subscriber.error(slot.error);
  else if (slot.status === 'ready') subscriber.next(slot.observe());
}

function isComplete(slot: Slot): boolean {
  return slot.wire.cell?.complete ?? slot.inputs.every(input => input.complete);
}
