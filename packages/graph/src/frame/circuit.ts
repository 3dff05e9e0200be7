import type { Tensor } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import { NEVER, type Receiver, type Slot, type Tap, type Values, type Wire } from '../wire/wire.ts';
import { interpreter } from './executor.ts';
import { Frame } from './frame.ts';

/** Work to do between passes. */
export type Task = () => void;

/**
 * So many turns may follow one call, each asked for in the one before. The length of the queue does not count: a subscriber may
 * ask for many passes at once.
 */
const MOST_TURNS = 10_000;

/** A task that waits. */
interface Turn {
  readonly task: Task;
  readonly subject: string;
  /** The number of turns that led to it, each asked for in the one before. */
  readonly depth: number;
}

/**
 * A connected set of nodes, found from the wires by union-find with rank. Its root holds the live frame and the queue
 * that keeps passes, steps and writes one after another; it holds no node.
 */
export class Circuit {
  /**
   * The inputs that the inputs of layers depend on, as far as they are known: so a layer need not look below those before it.
   * Only that of the root counts; those of others are forgotten when they are joined to it.
   */
  readonly below: WeakMap<Wire, readonly Wire[]> = new WeakMap();
  #parent: Circuit | undefined = undefined;
  #rank = 0;
  #live: LiveFrame | undefined = undefined;
  #queue: Turn[] = [];
  /** The number of tasks under way; more than one while circuits that ran inside each other were joined. */
  #busy = 0;
  /** The turn under way: what it is about, and the number of turns that led to it; none for a task that did not wait. */
  #subject = '';
  #depth = 0;
  /** An error of a chain of turns that did not end. */
  #endless: GraphError | undefined = undefined;
  /** The values that were read are valid until these end: one of its own, and those of circuits joined to it. */
  #periods: Period[] = [];
  #writes = 0;
  #layers = new Map<string, number>();
  /** The scope in which layers are named now. */
  #scope: Scope | undefined = undefined;
  readonly #read = new WeakMap<Wire, { readonly value: WeakRef<Tensor>; readonly period: Period }>();

  /** The representative of the set that this circuit belongs to now. */
  root(): Circuit {
    let at: Circuit = this;
    // Halves the path on the way, so that the next search is shorter.
    for (let up = at.#parent; up !== undefined; up = at.#parent) at = at.#parent = up.#parent ?? up;
    return at;
  }

  /** Makes one circuit of two; values that both have computed stay. */
  join(other: Circuit): void {
    let a = this.root();
    let b = other.root();
    if (a === b) return;
    if (a.#rank < b.#rank) [a, b] = [b, a];
    if (a.#rank === b.#rank) a.#rank++;
    b.#parent = a;
    a.#writes += b.#writes + 1;
    if (b.#live !== undefined) a.#live?.absorb(b.#live);
    a.#live ??= b.#live;
    a.#queue.push(...b.#queue);
    a.#busy += b.#busy;
    if (b.#depth > a.#depth) [a.#depth, a.#subject] = [b.#depth, b.#subject];
    a.#endless ??= b.#endless;
    a.#periods.push(...b.#periods);
    for (const [kind, count] of b.#layers) a.#layers.set(kind, count + (a.#layers.get(kind) ?? 0));
    a.#scope ??= b.#scope;
    b.#live = undefined;
    b.#queue = [];
    b.#periods = [];
  }

  /** The frame that serves subscribers. */
  get live(): LiveFrame {
    const root = this.root();
    root.#live ??= new LiveFrame();
    return root.#live;
  }

  /** A number that changes with every write to a source, with every subscription, and when circuits are joined. */
  get revision(): number {
    const root = this.root();
    return root.#writes + (root.#live?.revision ?? 0);
  }

  /** True if a task that is scheduled now is done at once. */
  get idle(): boolean {
    return this.root().#busy === 0;
  }

  /** The value of a wire, if it was read since the last write and is still held, or if it has subscribers. */
  known(wire: Wire): Tensor | undefined {
    const remembered = this.#read.get(wire);
    const value = remembered?.period.over === false ? remembered.value.deref() : undefined;
    if (value !== undefined) return value;
    const slot = this.root().#live?.present(wire);
    if (slot !== undefined) this.remember(wire, slot.observe());
    return slot?.observe();
  }

  /** Remembers a value that was read. This does not keep the value alive. */
  remember(wire: Wire, value: Tensor): void {
    const root = this.root();
    const period = (root.#periods[0] ??= { over: false });
    this.#read.set(wire, { value: new WeakRef(value), period });
  }

  /** The scope in which layers are named now; none outside of `within`. */
  get scope(): Scope | undefined {
    return this.root().#scope;
  }

  /** Returns what a function builds. The layers that it makes in this circuit are named in a scope. */
  within<T>(scope: Scope, build: () => T): T {
    const outer = this.scope;
    this.root().#scope = scope;
    try {
      return build();
    } finally {
      this.root().#scope = outer;
    }
  }

  /** The number of the next layer of a kind, from 1: equal layers get different names and different first weights. */
  nextLayer(kind: string): number {
    const layers = this.scope?.layers ?? this.root().#layers;
    const number = (layers.get(kind) ?? 0) + 1;
    layers.set(kind, number);
    return number;
  }

  /**
   * Runs a task now, or after the pass that is under way; then whatever was asked for meanwhile, in order. A task that ends
   * too long a chain of tasks is refused. The error names the subject of the chain; without `refused`, the outermost caller
   * throws it.
   */
  schedule(task: Task, subject: string, refused?: (error: GraphError) => void): void {
    const root = this.root();
    if (root.#busy === 0) root.#begin(task);
    else root.#wait(task, subject, refused);
  }

  /** Lets subscribers see what was written. */
  pass(): void {
    const root = this.root();
    root.#writes++;
    if (root.#periods.length > 0) root.#endPeriods();
    root.#live?.pass();
  }

  #endPeriods(): void {
    for (const period of this.#periods) period.over = true;
    this.#periods = [];
  }

  /** Completes what waits for a source that has completed. */
  complete(): void {
    this.root().#live?.complete();
  }

  /** Runs a task and all that wait. An error of a task is thrown after the last one. */
  #begin(task: Task): void {
    let failure: { readonly error: unknown } | undefined;
    this.#busy++;
    for (let next: Task | undefined = task; next !== undefined; next = this.#next()) {
      try {
        next();
      } catch (error) {
        failure ??= { error };
      }
    }
    const root = this.root();
    root.#busy--;
    if (root.#depth > 0 && root.#busy === 0) failure = root.#endOfTurns(failure);
    if (failure !== undefined) throw failure.error;
  }

  #wait(task: Task, subject: string, refused: ((error: GraphError) => void) | undefined): void {
    if (this.#depth < MOST_TURNS) this.#queue.push({ task, subject, depth: this.#depth + 1 });
    else if (refused !== undefined) refused(endless(this.#subject));
    else this.#endless ??= endless(this.#subject);
  }

  /** Forgets the turns that followed a task. Returns the error of the first that failed. */
  #endOfTurns(failure: { readonly error: unknown } | undefined): { readonly error: unknown } | undefined {
    const error = this.#endless;
    this.#depth = 0;
    this.#endless = undefined;
    return failure ?? (error && { error });
  }

  /** The task that waits longest, unless a joined circuit is still at work on another. */
  #next(): Task | undefined {
    const root = this.root();
    return root.#busy === 1 && root.#queue.length > 0 ? root.#beginTurn() : undefined;
  }

  #beginTurn(): Task {
    const { task, subject, depth } = this.#queue.shift()!;
    this.#subject = subject;
    this.#depth = depth;
    return task;
  }
}

function endless(subject: string): GraphError {
  return new GraphError(
    subject,
    'a chain of turns must end',
    `${MOST_TURNS} turns, each asked for in the one before`,
    'Look for a subscriber that causes what it observes, or write a rule with becomes.',
  );
}

/** The time between two passes. */
interface Period {
  over: boolean;
}

/** A scope of names: layers that are made in it count among themselves. */
interface Scope {
  /** The prefix of their names, such as `ranker`, or `ranker/head` for a scope in another one. */
  readonly name: string;
  /** The number of layers of each kind. */
  readonly layers: Map<string, number>;
}

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
  return slot.wire.sourceValue?.complete ?? slot.inputs.every(input => input.complete);
}
