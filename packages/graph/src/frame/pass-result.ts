import type { Tensor, TypedArray } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import { NumericError } from '../errors/numeric-error.ts';
import { type Domain, NEVER, type Slot, type Values, type Wire } from '../wire/wire.ts';
import type { Circuit, LiveFrame, Relayed } from './circuit.ts';
import {
  commit,
  type Commit,
  commitsOf,
  type Executor,
  fuse,
  type Guard,
  interpreter,
  type RowsRequest,
  type Runner,
} from './executor.ts';
import type { Feed } from './feeds.ts';
import { Frame } from './frame.ts';

/** The result of a pass: the outputs in their order, or the error that it failed with. */
export type PassResult = { readonly outputs: readonly Tensor[] } | Failure;

/** The error that a pass or a computation failed with. */
export interface Failure {
  readonly error: unknown;
  /** True if the pass is to be left out: an output that must be finite is not. */
  readonly skip?: boolean;
}

/** Returns the reason why a slot has no value; nothing if it has one. */
export function failureOf(slot: Slot): Failure | undefined {
  if (slot.status === 'ready') return undefined;
  return { error: slot.status === 'failed' ? slot.error : missing(slot) };
}

/** The error that names the inputs without which a slot has no value. */
function missing(slot: Slot): GraphError {
  const names = new Set<string>();
  const seen = new Set<Slot>([slot]);
  for (const { wire, status, inputs } of seen) {
    if (wire.operation === undefined && status === 'missing') names.add(`'${wire.name}'`);
    for (const input of inputs) seen.add(input);
  }
  return new GraphError(
    slot.wire.name,
    'every input it depends on must have a value',
    `none for ${[...names].join(', ')}`,
    'Set it, feed it, or give the record a field of that name.',
  );
}

/** The result of passes for rows of columns. The next passes overwrite it. */
export interface RowsResult {
  /** The number of passes that succeeded: those for the first rows, except the rows that were left out. */
  readonly taken: number;
  /** The values of each output in those passes, one after another. */
  readonly columns: readonly TypedArray[];
  /** The error that the pass after them failed with. */
  readonly failure: Failure | undefined;
  /** The number of rows that were left out because an output was not finite, and the reason for the last one. */
  readonly skipped: number;
  readonly skip: Failure | undefined;
}

/** An output that must be finite. A step in which it is not finite writes no register. */
export interface FiniteOutput<W = Wire> {
  /** The scalar to check. */
  readonly output: W;
  /** With `true`, `runRows` leaves out a row in which it is not finite, and goes on; otherwise such a row ends the call. */
  readonly skip: boolean;
  /** Returns the error for a value that is not finite. */
  readonly error?: (value: number) => unknown;
}

/** Returns the failure of a pass that computed an output which is not finite; nothing if it is. */
function notFinite(slot: Slot, { skip, error }: FiniteOutput): Failure | undefined {
  const value = slot.data[0]!;
  return Number.isFinite(value) ? undefined : { error: (error ?? refusal(slot))(value), skip };
}

function refusal({ wire: { name } }: Slot): (value: number) => NumericError {
  return value =>
    new NumericError(name, 'its value must be finite', String(value), 'Find the origin with guardFinite().');
}

/** Options of a task frame. */
export interface TaskOptions {
  readonly outputs: readonly Wire[];
  readonly rules?: readonly Wire[];
  readonly training: boolean;
  /** With `true`, a pass fires every rule that outputs and `rules` depend on; otherwise it only reads. */
  readonly steps: boolean;
  /** With `true`, passes do not wait for others of the circuit; for frames that only read. */
  readonly immediate?: boolean | undefined;
  /** One of the outputs that must be finite; a step in which it is not fails, and moves nothing. */
  readonly finite?: FiniteOutput | undefined;
  readonly guard?: Guard | undefined;
  readonly runner?: Runner | undefined;
}

/** The passes of a task frame: each computes, relays to subscribers, and commits. Only one may run at a time in a circuit. */
export class TaskPasses {
  readonly executor: Executor;
  readonly outputs: readonly Slot[];
  readonly #circuit: Circuit;
  readonly #frame: Frame;
  readonly #demanded: readonly Slot[];
  readonly #commits: readonly Commit[];
  readonly #steps: boolean;
  readonly #finite: FiniteOutput | undefined;
  readonly #checked: Slot | undefined;
  readonly #feeds: Feeds;
  readonly #relay: Relay;
  /** Found once, when the first port asks. */
  #domains: ReadonlyMap<Wire, readonly Domain[]> | undefined;
  /** The circuit's revision after the executor took the last rows: while it stays, only what is fed can differ. */
  #revision = NEVER;

  constructor(circuit: Circuit, { outputs, rules = [], training, steps, finite, guard, runner }: TaskOptions) {
    this.#circuit = circuit;
    this.#steps = steps;
    this.#finite = finite;
    // A guard checks every value, so each is stored, and interpreted.
    const frame = new Frame(guard === undefined ? { training, fuse } : { training });
    this.#frame = frame;
    this.#feeds = new Feeds(frame);
    this.#relay = new Relay(frame, this.#feeds);
    this.outputs = outputs.map(wire => frame.demand(wire));
    this.#checked = finite && this.outputs[outputs.indexOf(finite.output)];
    this.#demanded = [...this.outputs, ...rules.map(wire => frame.demand(wire))];
    try {
      this.#commits = steps ? commitsOf(frame.sorted()) : [];
      const own = interpreter(guard);
      const demands = { outputs: this.outputs, commits: this.#commits, finite: this.#checked };
      this.executor = runner === undefined || guard !== undefined ? own : runner.open(demands, own);
    } catch (error) {
      frame.close();
      throw error;
    }
  }

  /** The sources that its values follow from. */
  get sources(): readonly Wire[] {
    return this.#frame.sorted().flatMap(({ wire }) => (wire.operation === undefined ? [wire] : []));
  }

  /** The domains that the values of a source must be in. */
  domainsOf(source: Wire): readonly Domain[] {
    this.#domains ??= domainsOf(this.outputs.map(({ wire }) => wire));
    return this.#domains.get(source) ?? [];
  }

  /** Has the executor take as many of some rows as it can, and returns how many it took. It throws what the executor throws. */
  rows(feeds: readonly Feed[], request: RowsRequest): number {
    const circuit = this.#circuit;
    const same = circuit.revision === this.#revision && this.#feeds.isSame(feeds);
    if (!same && !this.#enter(feeds)) return 0;
    const taken = this.executor.rows!(this.#frame, request, same);
    if (taken === 0) return 0;
    if (!same) this.#revision = circuit.revision;
    if (this.#commits.length > 0) {
      // One further for this write; if subscribers come or go in it, the numbers differ.
      this.#revision++;
      circuit.pass();
    }
    return taken;
  }

  /** Begins passes for rows, unless the executor takes none or somebody observes what a step does. Returns whether it did. */
  #enter(feeds: readonly Feed[]): boolean {
    this.#revision = NEVER;
    if (this.executor.rows === undefined) return false;
    if (this.#steps && (!this.#relay.isEmpty || this.#circuit.live.tapped.size > 0)) return false;
    this.#feeds.put(feeds);
    this.#frame.enter();
    return true;
  }

  /** Runs a pass, and the commit of a step. Calls `computed` before the commit, or returns why the pass has failed. */
  pass(feeds: readonly Feed[], computed: () => void): Failure | undefined {
    const circuit = this.#circuit;
    const frame = this.#frame;
    this.#revision = NEVER;
    if (this.#steps) {
      this.#relay.follow(circuit.live, feeds);
      frame.donated = this.#relay.isEmpty;
    }
    this.#feeds.put(feeds);
    let failure: Failure | undefined;
    try {
      frame.pass(this.executor);
      for (const slot of this.#demanded) if (slot.status !== 'ready') failure ??= failureOf(slot);
      if (this.#checked !== undefined) failure ??= notFinite(this.#checked, this.#finite!);
    } catch (error) {
      failure = { error };
    }
    if (failure === undefined) computed();
    if (this.#steps) this.#relay.emit(circuit.live);
    if (failure === undefined) commit(this.#commits);
    if (this.#commits.length > 0) circuit.pass();
    return failure;
  }

  /** Releases everything. */
  close(): void {
    this.executor.close?.();
    this.#frame.close();
    this.#feeds.clear();
    this.#relay.clear();
  }
}

/** Returns, for each wire that has some, the domains that its values must be in for all that some outputs depend on. */
function domainsOf(outputs: readonly Wire[]): ReadonlyMap<Wire, readonly Domain[]> {
  const seen = new Set(outputs);
  const found = new Map<Wire, Domain[]>();
  // The set grows while it is read.
  for (const { operation, inputs } of seen) {
    for (const input of inputs) seen.add(input);
    if (operation?.domain === undefined) continue;
    const origin = originOf(inputs[0]!);
    found.set(origin, [...(found.get(origin) ?? []), operation.domain]);
  }
  return found;
}

/** The wire that has the same numbers, before they are reshaped or cast. */
function originOf(wire: Wire): Wire {
  let origin = wire;
  while (origin.operation !== undefined && keepsNumbers(origin)) origin = origin.inputs[0]!;
  return origin;
}

/** True for a reshape or a cast: the formula of a cast is its argument. */
function keepsNumbers({ operation }: Wire): boolean {
  const { kernel } = operation!;
  return kernel.kind === 'alias' || (kernel.kind === 'elementwise' && 'argument' in kernel.formula);
}

/** The subscribers that observe what a step feeds and lack their own value: they receive what the step computes. */
class Relay implements Relayed {
  readonly #frame: Frame;
  readonly #feeds: Feeds;
  computed: ReadonlyMap<Slot, Slot> = new Map();
  /** Says of a wire if it depends on what is fed. */
  #reaches: (wire: Wire) => boolean = () => false;
  #live: LiveFrame | undefined = undefined;
  #revision = NEVER;

  constructor(frame: Frame, feeds: Feeds) {
    this.#frame = frame;
    this.#feeds = feeds;
  }

  /** True if there are none. */
  get isEmpty(): boolean {
    return this.computed.size === 0;
  }

  /** Finds the subscribers of a step that feeds some sources, and has the frame compute for them. */
  follow(live: LiveFrame, feeds: readonly Feed[]): void {
    // If other sources were fed meanwhile, there were no subscribers then.
    if (live === this.#live && live.revision === this.#revision && this.#feeds.hasSameSources(feeds)) return;
    this.#live = live;
    this.#revision = live.revision;
    // Slots are added and removed below.
    this.#feeds.clear();
    const reaches = reachedFrom(new Set(feeds.map(({ wire }) => wire)));
    const former = this.computed;
    const tapped = [...live.tapped].filter(slot => slot.status === 'missing' && reaches(slot.wire));
    this.#reaches = reaches;
    this.computed = new Map(
      tapped
        .sort((a, b) => a.wire.height - b.wire.height)
        .map(slot => [slot, former.get(slot) ?? this.#frame.demand(slot.wire)]),
    );
    for (const [slot, own] of former) if (!this.computed.has(slot)) this.#frame.release(own);
  }

  /** Emits what the pass has computed. */
  emit(live: LiveFrame): void {
    live.relay(this, this.#frame.clock);
  }

  /** A wire that depends on what is fed has the value that the step computes for its subscribers, or none. */
  readonly values: Values = wire => {
    if (!this.#reaches(wire)) return this.#live?.values(wire);
    for (const [tapped, own] of this.computed)
      if (tapped.wire === wire) return own.status === 'ready' ? own.observe() : undefined;
    return undefined;
  };

  /** Forgets all of them. */
  clear(): void {
    this.computed = new Map();
    this.#live = undefined;
  }
}

/** Returns a function that says of a wire if it depends on one of some sources. */
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

/** The values that sources of a frame are fed. They keep them until they are fed others: most often they are the same. */
class Feeds {
  readonly #frame: Frame;
  #fed: readonly Feed[] = [];

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  /** Returns true if sources are fed exactly these: then only elements may differ. */
  isSame(feeds: readonly Feed[]): boolean {
    const fed = this.#fed;
    if (feeds.length !== fed.length) return false;
    for (let i = 0; i < feeds.length; i++) if (feeds[i] !== fed[i]) return false;
    return true;
  }

  /** Returns true if the same sources are fed, perhaps other values. */
  hasSameSources(feeds: readonly Feed[]): boolean {
    return feeds.length === this.#fed.length && feeds.every(({ wire }, index) => wire === this.#fed[index]!.wire);
  }

  /** Feeds sources their values for the next pass. */
  put(feeds: readonly Feed[]): void {
    if (this.isSame(feeds)) return;
    this.clear();
    for (const { wire, storage, shape } of feeds) this.#frame.find(wire)?.feed(storage, shape);
    this.#fed = [...feeds];
  }

  /** Has sources read their own values again. */
  clear(): void {
    for (const { wire } of this.#fed) this.#frame.find(wire)?.feed();
    this.#fed = [];
  }
}
