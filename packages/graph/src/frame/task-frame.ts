import type { Sizes, Tensor, TypedArray } from '@thalweg/tensor';
import { NEVER, type Slot } from '../wire/slot.ts';
import type { Storage } from '../wire/storage.ts';
import type { Wire } from '../wire/wire.ts';
import type { Circuit } from './circuit.ts';
import { commit, commitsOf, type Commit } from './commit.ts';
import type { Executor, Runner } from './executor.ts';
import { firstFailure, type Failure } from './failure-of.ts';
import { Feeds, rowOf, type Feed } from './feed.ts';
import { Frame } from './frame.ts';
import { fuse } from './fuse.ts';
import { interpreter, type Guard } from './interpreter.ts';
import type { PassResult } from './pass-result.ts';
import { Relay } from './relay.ts';
import { RowColumns } from './row-columns.ts';
import type { RowsResult } from './rows-result.ts';

/** Rows that are asked for. */
interface Asked {
  feeds: readonly Feed[];
  count: number;
  done: (rows: RowsResult) => void;
}

/** The frame of a training, an evaluation or a prediction: its own values, at its own batch size. */
export class TaskFrame {
  readonly #circuit: Circuit;
  readonly #frame: Frame;
  readonly #executor: Executor;
  readonly #outputs: readonly Slot[];
  readonly #demanded: readonly Slot[];
  readonly #commits: readonly Commit[];
  readonly #steps: boolean;
  readonly #feeds: Feeds;
  readonly #relay: Relay;
  /** The circuit's revision after the executor took the last rows: while it stays, only what is fed can differ. */
  #revision = NEVER;
  readonly #result = { taken: 0, columns: [] as TypedArray[], failure: undefined as Failure | undefined };
  readonly #request = { from: 0, to: 0, into: this.#result.columns };
  readonly #columns = new RowColumns();
  /** The rows that are asked for while nothing is under way. */
  readonly #asked: Asked = { feeds: [], count: 0, done: () => {} };
  readonly #takeAsked = (): void => this.#takeRows(this.#asked);
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
    const { training, steps, guard, runner } = options;
    this.#circuit = circuit.root();
    this.#steps = steps;
    // A guard checks every value, so each is stored, and interpreted.
    const frame = new Frame(guard === undefined ? { training, fuse } : { training });
    this.#frame = frame;
    this.#feeds = new Feeds(frame);
    this.#relay = new Relay(frame, this.#feeds);
    this.#outputs = options.outputs.map(wire => frame.demand(wire));
    this.#demanded = [...this.#outputs, ...(options.rules ?? []).map(wire => frame.demand(wire))];
    try {
      this.#commits = steps ? commitsOf(frame.sorted()) : [];
      const own = interpreter(guard);
      const demands = { outputs: this.#outputs, commits: this.#commits };
      this.#executor = runner === undefined || guard !== undefined ? own : runner.open(demands, own);
    } catch (error) {
      frame.close();
      throw error;
    }
  }

  /** The sources that its values follow from. */
  get sources(): readonly Wire[] {
    return this.#frame.sorted().flatMap(({ wire }) => (wire.rule === undefined ? [wire] : []));
  }

  /** True if a pass that is asked for now is over when the call returns. */
  get idle(): boolean {
    return this.#circuit.idle;
  }

  /** Returns true for an array that was loaded into its runner's memory: nobody writes it any more. */
  holds(data: TypedArray): boolean {
    return this.#executor.holds?.(data) ?? false;
  }

  /** A buffer of its runner for what a source is fed, if the runner has one. */
  bufferFor(source: Wire, sizes: Sizes): Storage | undefined {
    return this.#executor.bufferFor?.(source, sizes);
  }

  /** Asks for a pass: at once, or in its turn if one is under way. */
  run(feeds: readonly Feed[], done: (result: PassResult) => void): void {
    this.#circuit.schedule(() => {
      if (this.#closed) return;
      this.#running = true;
      let outputs: readonly Tensor[] = [];
      const failure = this.#pass(feeds, () => (outputs = this.#outputs.map(slot => slot.observe())));
      this.#end();
      done(failure ?? { outputs });
    });
  }

  /**
   * Asks for a pass for each of so many rows, one after another, at once or in its turn; the first that fails ends them.
   * A feed has the sizes of one row, and its storage holds all of them. A runner may take many in one call.
   */
  runRows(feeds: readonly Feed[], count: number, done: (rows: RowsResult) => void): void {
    if (!this.idle) return this.#circuit.schedule(() => this.#takeRows({ feeds, count, done }));
    // Nothing is allocated for rows that need not wait.
    const asked = this.#asked;
    asked.feeds = feeds;
    asked.count = count;
    asked.done = done;
    this.#circuit.schedule(this.#takeAsked);
  }

  /** Releases everything; a pass that is under way ends first. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#running) this.#release();
  }

  #takeRows({ feeds, count, done }: Asked): void {
    if (this.#closed) return;
    this.#running = true;
    const result = this.#result;
    result.taken = 0;
    result.failure = undefined;
    while (result.taken < count && result.failure === undefined)
      if (!this.#takeMany(feeds, count)) this.#takeOne(feeds, count);
    this.#end();
    done(result);
  }

  /** Has the executor take as many of the remaining rows as it can. Returns whether it took any, or failed. */
  #takeMany(feeds: readonly Feed[], to: number): boolean {
    const circuit = this.#circuit;
    const executor = this.#executor;
    if (executor.rows === undefined) return false;
    const same = circuit.revision === this.#revision && this.#feeds.isSame(feeds);
    if (!same && this.#steps && (!this.#relay.isEmpty || circuit.live.tapped.size > 0)) return false;
    const result = this.#result;
    const request = this.#request;
    request.from = result.taken;
    request.to = to;
    let taken = 0;
    try {
      if (!same) {
        this.#feeds.put(feeds);
        this.#frame.enter();
      }
      taken = executor.rows(this.#frame, request, same);
    } catch (error) {
      result.failure = { error };
    }
    result.taken += taken;
    if (taken === 0) this.#revision = NEVER;
    else {
      if (!same) this.#revision = circuit.revision;
      if (this.#commits.length > 0) {
        // One further for this write; if subscribers come or go in it, the numbers differ.
        this.#revision++;
        circuit.pass();
      }
    }
    return taken > 0 || result.failure !== undefined;
  }

  /** Takes the next row in a pass of its own. */
  #takeOne(feeds: readonly Feed[], count: number): void {
    const result = this.#result;
    const row = result.taken;
    result.failure = this.#pass(count === 1 ? feeds : feeds.map(feed => rowOf(feed, row)), () =>
      this.#columns.write(this.#outputs, row, count, result.columns),
    );
    if (result.failure === undefined) result.taken++;
  }

  /** Runs a pass, and the commit of a step. Hands over what is computed before the commit, or returns why it has failed. */
  #pass(feeds: readonly Feed[], computed: () => void): Failure | undefined {
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
      frame.pass(this.#executor);
      failure = firstFailure(this.#demanded);
    } catch (error) {
      failure = { error };
    }
    if (failure === undefined) computed();
    if (this.#steps) this.#relay.emit(circuit.live);
    if (failure === undefined) commit(this.#commits);
    if (this.#commits.length > 0) circuit.pass();
    return failure;
  }

  #end(): void {
    this.#running = false;
    if (this.#closed) this.#release();
  }

  #release(): void {
    this.#executor.close?.();
    this.#frame.close();
    this.#feeds.clear();
    this.#relay.clear();
    this.#asked.feeds = [];
  }
}
