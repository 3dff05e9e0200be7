import { NEVER, type Slot } from '../wire/slot.ts';
import type { Domain } from '../wire/domain.ts';
import type { Wire } from '../wire/wire.ts';
import { domainsOf } from './domains-of.ts';
import type { Circuit } from './circuit.ts';
import { commit, commitsOf, type Commit } from './commit.ts';
import type { Executor, RowsRequest, Runner } from './executor.ts';
import { failureOf, type Failure } from './failure-of.ts';
import { Feeds, type Feed } from './feed.ts';
import { notFinite, type FiniteOutput } from './finite-output.ts';
import { Frame } from './frame.ts';
import { fuse } from './fuse.ts';
import { interpreter, type Guard } from './interpreter.ts';
import { Relay } from './relay.ts';

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
    return this.#frame.sorted().flatMap(({ wire }) => (wire.rule === undefined ? [wire] : []));
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
