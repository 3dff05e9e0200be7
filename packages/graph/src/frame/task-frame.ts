import { allocate, sizeOf, type Tensor, type TypedArray } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Cell } from '../wire/cell.ts';
import { NEVER, type Slot } from '../wire/slot.ts';
import { Storage } from '../wire/storage.ts';
import type { Wire } from '../wire/wire.ts';
import type { Circuit } from './circuit.ts';
import { CompiledFrame } from './compiled-frame.ts';
import { feedSlot, unfeedSlot } from './feeding.ts';
import type { Guard } from './frame.ts';
import { fuse } from './fuse.ts';
import type { Live } from './live.ts';
import { missing } from './missing.ts';
import type { FedBuffer, PlannedCommit, Runner } from './runner.ts';

/** A value for one pass: a source and the buffer that stands in for its own. */
export interface Feed {
  readonly wire: Wire;
  readonly storage: Storage;
  readonly shape: readonly number[];
}

/** What came of a pass: the outputs in their order, or why there are none. */
export type Outcome = { readonly outputs: readonly Tensor[] } | { readonly error: unknown };

/** What came of passes for rows of columns. The next ones overwrite it. */
export interface Rows {
  /** How many passes came to their end: those for the first rows. */
  taken: number;
  /** For each output its values in those passes, one after another. */
  readonly columns: TypedArray[];
  /** Why the pass after them has none. */
  failure: { readonly error: unknown } | undefined;
}

interface Asked {
  feeds: readonly Feed[];
  count: number;
  done: (rows: Rows) => void;
}

/** A rule that fires when a step commits: the register, and the slot whose storage it takes. */
interface Commit extends PlannedCommit {
  /** Whether it fires in the step under way. */
  fires: boolean;
}

/** The frame of a training, an evaluation or a prediction: its own values, at its own batch size. */
export class TaskFrame {
  readonly #circuit: Circuit;
  readonly #frame: CompiledFrame;
  readonly #outputs: readonly Slot[];
  readonly #commits: readonly Commit[];
  readonly #steps: boolean;
  readonly #demanded: readonly Slot[];
  #taps = new Map<Slot, Slot>();
  /** What sources were fed last, which they keep until they are fed something else: it is most often the same. */
  #fed: readonly Feed[] = [];
  #live: Live | undefined = undefined;
  #revision = NEVER;
  readonly #rows: Rows = { taken: 0, columns: [], failure: undefined };
  /** The rows that are asked for while nothing is under way. */
  readonly #asked: Asked = { feeds: [], count: 0, done: () => {} };
  readonly #takeAsked = (): void => this.#takeRows(this.#asked);
  readonly #span = { from: 0, to: 0 };
  /** The columns for what is computed row by row. */
  readonly #columns: TypedArray[] = [];
  #running = false;
  #closed = false;

  /** With `steps`, a pass fires every rule that its outputs and `rules` depend on; without, it only reads. */
  constructor(
    circuit: Circuit,
    options: {
      readonly outputs: readonly Wire[];
      readonly rules?: readonly Wire[];
      readonly training: boolean;
      readonly steps: boolean;
      readonly guard?: Guard | undefined;
      readonly runner?: Runner | undefined;
    },
  ) {
    this.#circuit = circuit.root();
    this.#steps = options.steps;
    const { training, guard } = options;
    // A guard sees every value, so each is kept, and interpreted.
    this.#frame =
      guard === undefined
        ? new CompiledFrame({ training, fuse }, options.runner?.open())
        : new CompiledFrame({ training, guard }, undefined);
    this.#outputs = options.outputs.map(wire => this.#frame.demand(wire));
    this.#demanded = [...this.#outputs, ...(options.rules ?? []).map(wire => this.#frame.demand(wire))];
    try {
      this.#commits = options.steps ? commitsOf(this.#frame.sorted()) : [];
      const { program } = this.#frame;
      if (program !== undefined) Object.assign(program, { commits: this.#commits, outputs: this.#outputs });
    } catch (error) {
      this.#frame.close();
      throw error;
    }
  }

  /** The sources that its values follow from. */
  get sources(): readonly Wire[] {
    return this.#frame.sorted().flatMap(({ wire }) => (wire.rule === undefined ? [wire] : []));
  }

  /** Whether a pass that is asked for now is over when the call returns. */
  get idle(): boolean {
    return this.#circuit.idle;
  }

  /** Whether its runner holds an array that nobody writes any more: what was once found in it is still there. */
  holds(data: TypedArray): boolean {
    return this.#frame.program?.holds(data) ?? false;
  }

  /** Where its runner reads what a source is fed, if it has a buffer for that. */
  buffer(source: Wire): FedBuffer | undefined {
    return this.#frame.program?.buffer(source);
  }

  /** Asks for a pass: at once, or in its turn when one is under way. */
  run(feeds: readonly Feed[], done: (outcome: Outcome) => void): void {
    this.#circuit.schedule(() => {
      if (this.#closed) return;
      this.#running = true;
      let outputs: readonly Tensor[] = [];
      const failure = this.#pass(feeds, () => (outputs = this.#outputs.map(slot => slot.observe())));
      this.#running = false;
      if (this.#closed) this.#release();
      done(failure ?? { outputs });
    });
  }

  /**
   * Asks for a pass for each of so many rows, one after another, at once or in its turn; only one that fails ends them.
   * A feed has the sizes of one row, and its storage holds all of them. Where a runner can, it takes many in one go.
   */
  runRows(feeds: readonly Feed[], count: number, done: (rows: Rows) => void): void {
    if (!this.idle) return this.#circuit.schedule(() => this.#takeRows({ feeds, count, done }));
    // Where nothing has to wait, nothing is allocated.
    const asked = this.#asked;
    asked.feeds = feeds;
    asked.count = count;
    asked.done = done;
    this.#circuit.schedule(this.#takeAsked);
  }

  /** Lets go of everything; a pass that is under way ends first. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#running) this.#release();
  }

  #takeRows({ feeds, count, done }: Asked): void {
    if (this.#closed) return;
    this.#running = true;
    const rows = this.#rows;
    rows.taken = 0;
    rows.failure = undefined;
    while (rows.taken < count && rows.failure === undefined)
      if (!this.#takeMany(feeds, count)) this.#takeOne(feeds, count);
    this.#running = false;
    if (this.#closed) this.#release();
    done(rows);
  }

  /** Takes as many of the rows that are left as a program can while nobody looks. Whether it could do any, or failed. */
  #takeMany(feeds: readonly Feed[], to: number): boolean {
    const circuit = this.#circuit;
    const rows = this.#rows;
    if (this.#steps && (this.#taps.size > 0 || circuit.live.tapped.size > 0)) return false;
    this.#span.from = rows.taken;
    this.#span.to = to;
    let taken = 0;
    try {
      taken = this.#frame.steps(this.#span, rows.columns, this.#feed(feeds));
    } catch (error) {
      rows.failure = { error };
    }
    rows.taken += taken;
    if (taken > 0 && this.#commits.length > 0) circuit.pass();
    return taken > 0 || rows.failure !== undefined;
  }

  /** Takes the next row by itself. */
  #takeOne(feeds: readonly Feed[], count: number): void {
    const rows = this.#rows;
    const row = rows.taken;
    const own = this.#columns;
    rows.failure = this.#pass(count === 1 ? feeds : feeds.map(feed => rowOf(feed, row)), () => {
      this.#outputs.forEach(({ data, wire: { dtype } }, index) => {
        const size = count * data.length;
        const column = own[index] !== undefined && own[index].length >= size ? own[index] : allocate(dtype, size);
        own[index] = column;
        const former = rows.columns[index];
        if (row > 0 && former !== column) column.set(former!.subarray(0, row * data.length));
        column.set(data, row * data.length);
        rows.columns[index] = column;
      });
    });
    if (rows.failure === undefined) rows.taken++;
  }

  /** Gives sources their values for the next pass. Whether they had them already, but for the elements. */
  #feed(feeds: readonly Feed[]): boolean {
    if (this.#isFed(feeds)) return true;
    this.#unfeed();
    for (const { wire, storage, shape } of feeds) {
      const slot = this.#frame.find(wire);
      if (slot !== undefined) feedSlot(slot, storage, shape);
    }
    this.#fed = [...feeds];
    return false;
  }

  #isFed(feeds: readonly Feed[]): boolean {
    const fed = this.#fed;
    if (feeds.length !== fed.length) return false;
    for (let i = 0; i < feeds.length; i++) if (feeds[i] !== fed[i]) return false;
    return true;
  }

  #unfeed(): void {
    for (const { wire } of this.#fed) {
      const slot = this.#frame.find(wire);
      if (slot !== undefined) unfeedSlot(slot);
    }
    this.#fed = [];
  }

  /** A pass, and the commit of a step. Hands over what was computed before the commit, or tells why it has failed. */
  #pass(feeds: readonly Feed[], computed: () => void): { readonly error: unknown } | undefined {
    const frame = this.#frame;
    if (this.#steps) this.#followTaps(feeds);
    this.#feed(feeds);
    let failure: { readonly error: unknown } | undefined;
    try {
      frame.pass();
      failure = this.#failure();
    } catch (error) {
      failure = { error };
    }
    if (failure === undefined) computed();
    if (this.#steps) this.#circuit.live.relay(this.#taps, frame.clock);
    if (failure === undefined) {
      for (const commit of this.#commits) prepare(commit);
      for (const commit of this.#commits) apply(commit);
    }
    if (this.#commits.length > 0) this.#circuit.pass();
    return failure;
  }

  #failure(): { readonly error: unknown } | undefined {
    for (const slot of this.#demanded) {
      if (slot.status === 'failed') return { error: slot.error };
      if (slot.status === 'missing') return { error: missing(slot) };
    }
    return undefined;
  }

  /** Computes for those subscribers too who look at what this step feeds and have no value of their own. */
  #followTaps(feeds: readonly Feed[]): void {
    const { live } = this.#circuit;
    // Where other wires were fed meanwhile, nobody looked: then there are no taps for these either.
    const fed = this.#fed;
    const sameFeeds = feeds.length === fed.length && feeds.every(({ wire }, index) => wire === fed[index]!.wire);
    if (live === this.#live && live.revision === this.#revision && sameFeeds) return;
    this.#live = live;
    this.#revision = live.revision;
    // Slots come and go below.
    this.#unfeed();
    const reaches = reachedFrom(new Set(feeds.map(({ wire }) => wire)));
    const taps = this.#taps;
    const tapped = [...live.tapped].filter(slot => slot.status === 'missing' && reaches(slot.wire));
    this.#taps = new Map(
      tapped
        .sort((a, b) => a.wire.height - b.wire.height)
        .map(slot => [slot, taps.get(slot) ?? this.#frame.demand(slot.wire)]),
    );
    for (const [slot, own] of taps) if (!this.#taps.has(slot)) this.#frame.release(own);
    if (this.#frame.program !== undefined) this.#frame.program.unseen = this.#taps.size === 0;
  }

  #release(): void {
    this.#frame.close();
    this.#taps = new Map();
    this.#live = undefined;
    this.#fed = this.#asked.feeds = [];
  }
}

/** One of the rows that are fed. */
function rowOf({ wire, storage, shape }: Feed, row: number): Feed {
  const size = sizeOf(shape);
  const data = storage.data.subarray(row * size, (row + 1) * size);
  return { wire, storage: new Storage(data, true, true), shape };
}

/** Decides whether a rule fires, and does all that could fail, before the first register is written. */
function prepare(commit: Commit): void {
  const { register, rule } = commit;
  const write = rule.wire.rule!.write;
  commit.fires = write?.when === undefined || rule.inputs[write.when]!.data[0] !== 0;
  // What somebody holds is not written.
  if (commit.fires && write?.rows !== undefined && register.storage!.kept)
    register.exchange(register.shape!, new Storage(register.storage!.data.slice()));
}

/**
 * The one place where a register moves: it takes the new buffer, and its old one is written next time; or it takes some
 * rows into the buffer that it has.
 */
function apply({ register, rule, owner, fires }: Commit): void {
  if (!fires) return;
  const rows = rule.wire.rule!.write?.rows;
  if (rows !== undefined) {
    const [storage, sizes] = [register.storage!, register.shape!];
    rows.copy(storage.data, sizes, rule.data, rule.inputs[rows.at]!.data);
    register.exchange(sizes, storage);
    return;
  }
  const former = register.exchange(rule.shape!, owner.storage!);
  owner.storage = former?.kept === false && former.data.length === owner.data.length ? former : undefined;
  owner.computed = NEVER;
}

function commitsOf(slots: readonly Slot[]): Commit[] {
  const commits: Commit[] = [];
  const owners = new Set<Slot>();
  const registers = new Set<Cell>();
  for (const rule of slots) {
    const register = rule.wire.register?.cell;
    if (register === undefined || rule.demands === 0) continue;
    if (registers.has(register))
      throw new GraphError(
        rule.wire.name,
        'a step may write a register once',
        'two rules for it',
        'Train with one of the two, or choose between their values with where.',
      );
    registers.add(register);
    let owner = ownerOf(rule);
    if (owner === undefined || owners.has(owner)) {
      rule.copies = true;
      owner = rule;
    }
    owners.add(owner);
    commits.push({ register, rule, owner, fires: true });
  }
  return commits;
}

/** The slot whose own storage holds a value; none for a source. */
function ownerOf(slot: Slot): Slot | undefined {
  let owner = slot;
  while (owner.wire.rule?.kernel.kind === 'alias' || owner.wire.rule?.kernel.kind === 'mode') owner = owner.inputs[0]!;
  return owner.wire.rule === undefined ? undefined : owner;
}

/** Whether a wire depends on one of some sources. */
function reachedFrom(sources: ReadonlySet<Wire>): (wire: Wire) => boolean {
  const known = new Map<Wire, boolean>();
  return wire => {
    const stack = [wire];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const open = known.has(top) ? [] : top.inputs.filter(input => !known.has(input));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      known.set(top, sources.has(top) || top.inputs.some(input => known.get(input)));
    }
    return known.get(wire)!;
  };
}
