import { allocate, type DType, sizeOf, type Sizes, type Tensor, type TypedArray } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Domain, Slot, Wire } from '../wire/wire.ts';
import { Storage } from '../wire/cell.ts';
import { Circuit, type Task } from './circuit.ts';
import { type Failure, type PassResult, type RowsResult, type TaskOptions, TaskPasses } from './pass-result.ts';
import type { Feed } from './feeds.ts';

/** The words for its passes in errors. */
const SUBJECT = 'a step or a pass';

/** Rows that are asked for. */
interface Asked {
  feeds: readonly Feed[];
  count: number;
  done: (rows: RowsResult) => void;
}

/** The frame of a training, an evaluation or a prediction: its own values, at its own batch size. */
export class TaskFrame {
  readonly #circuit: Circuit;
  readonly #passes: TaskPasses;
  /** Passes do not wait for others of the circuit. */
  readonly #immediate: boolean;
  readonly #result = {
    taken: 0,
    columns: [] as TypedArray[],
    failure: undefined as Failure | undefined,
    skipped: 0,
    skip: undefined as Failure | undefined,
  };
  readonly #request = { from: 0, to: 0, at: 0, into: this.#result.columns };
  readonly #columns = new RowColumns();
  /** The rows that are asked for while nothing is under way. */
  readonly #asked: Asked = { feeds: [], count: 0, done: () => {} };
  readonly #takeAsked = (): void => this.#takeRows(this.#asked);
  #running = false;
  #closed = false;

  constructor(circuit: Circuit, options: TaskOptions) {
    this.#circuit = circuit.root();
    this.#immediate = options.immediate === true;
    this.#passes = new TaskPasses(this.#circuit, options);
  }

  /** The sources that its values depend on. */
  get sources(): readonly Wire[] {
    return this.#passes.sources;
  }

  /** True if a pass that is asked for now is over when the call returns. */
  get idle(): boolean {
    return this.#immediate || this.#circuit.idle;
  }

  /** Returns true for an array that was loaded into its runner's memory: nobody writes it any more. */
  holds(data: TypedArray): boolean {
    return this.#passes.executor.holds?.(data) ?? false;
  }

  /** Has its runner take what the next pass is fed. Returns true if all elements are known to be finite. */
  take(source: Wire, fed: Storage): boolean | undefined {
    return this.#passes.executor.take?.(source, fed);
  }

  /** The domains that the values of a source must be in, for what the frame computes. */
  domainsOf(source: Wire): readonly Domain[] {
    return this.#passes.domainsOf(source);
  }

  /** A buffer of its runner for what a source is fed, if the runner has one. */
  bufferFor(source: Wire, sizes: Sizes): Storage | undefined {
    return this.#passes.executor.bufferFor?.(source, sizes);
  }

  /** Asks for a pass: at once, or in its turn if one is under way. */
  run(feeds: readonly Feed[], done: (result: PassResult) => void): void {
    this.#schedule(
      () => {
        if (this.#closed) return;
        this.#running = true;
        let outputs: readonly Tensor[] = [];
        const failure = this.#passes.pass(feeds, () => (outputs = this.#passes.outputs.map(slot => slot.observe())));
        this.#end();
        done(failure ?? { outputs });
      },
      error => done({ error }),
    );
  }

  /**
   * Asks for `count` passes, one for each row, one after another. They begin at once, or in their turn if a pass is under way.
   * The first pass that fails ends them, unless its row is left out because an output is not finite. A feed has the sizes of
   * one row, and its storage holds all of them. A runner may take many in one call.
   */
  runRows(feeds: readonly Feed[], count: number, done: (rows: RowsResult) => void): void {
    if (!this.idle) return this.#queueRows({ feeds, count, done });
    // Nothing is allocated for rows that need not wait.
    const asked = this.#asked;
    asked.feeds = feeds;
    asked.count = count;
    asked.done = done;
    this.#start(this.#takeAsked);
  }

  /** Releases everything; a pass that is under way ends first. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#running) this.#release();
  }

  #queueRows(rows: Asked): void {
    this.#schedule(
      () => this.#takeRows(rows),
      error => rows.done({ ...this.#result, taken: 0, failure: { error } }),
    );
  }

  #schedule(task: Task, refused: (error: GraphError) => void): void {
    if (this.#immediate) this.#runNow(task);
    else this.#circuit.schedule(task, SUBJECT, refused);
  }

  #start(task: Task): void {
    if (this.#immediate) this.#runNow(task);
    else this.#circuit.schedule(task, SUBJECT);
  }

  #runNow(task: Task): void {
    if (this.#running)
      throw new GraphError(
        'openFrame',
        'an immediate frame must be at rest',
        'a call inside its own pass',
        'Open another frame.',
      );
    task();
  }

  #takeRows({ feeds, count, done }: Asked): void {
    if (this.#closed) return;
    this.#running = true;
    const result = this.#result;
    result.taken = 0;
    result.failure = undefined;
    result.skipped = 0;
    result.skip = undefined;
    while (result.taken + result.skipped < count && result.failure === undefined)
      if (!this.#takeMany(feeds, count)) this.#takeOne(feeds, count);
    this.#end();
    done(result);
  }

  /** Takes as many of the remaining rows as the executor can in one call. Returns whether it took any, or failed. */
  #takeMany(feeds: readonly Feed[], count: number): boolean {
    const result = this.#result;
    const request = this.#request;
    const { taken } = result;
    request.from = taken + result.skipped;
    request.to = count;
    request.at = taken;
    try {
      result.taken += this.#passes.rows(feeds, request);
    } catch (error) {
      result.failure = { error };
    }
    return result.taken > taken || result.failure !== undefined;
  }

  /** Takes the next row in a pass of its own. */
  #takeOne(feeds: readonly Feed[], count: number): void {
    const result = this.#result;
    const { taken, skipped, columns } = result;
    const { outputs } = this.#passes;
    if (taken > 0) this.#columns.keep(outputs, taken, count, columns);
    const row = taken + skipped;
    const failure = this.#passes.pass(count === 1 ? feeds : feeds.map(feed => rowOf(feed, row)), () =>
      this.#columns.write(outputs, taken, count, columns),
    );
    if (failure === undefined) result.taken++;
    else if (failure.skip === true) {
      result.skipped++;
      result.skip = failure;
    } else result.failure = failure;
  }

  #end(): void {
    this.#running = false;
    if (this.#closed) this.#release();
  }

  #release(): void {
    this.#passes.close();
    this.#asked.feeds = [];
  }
}

/** The columns that take the values of outputs in passes for single rows; they are used again. */
class RowColumns {
  readonly #own: TypedArray[] = [];

  /**
   * Copies the columns of `into` that are a runner's here, with the values of the rows so far: the next pass may move the
   * memory of the runner.
   */
  keep(outputs: readonly Slot[], rows: number, count: number, into: TypedArray[]): void {
    outputs.forEach(({ shape, wire: { dtype } }, index) => {
      const former = into[index]!;
      const size = sizeOf(shape!);
      const column = this.#columnFor(index, dtype, count * size);
      if (former === column) return;
      column.set(former.subarray(0, rows * size));
      into[index] = column;
    });
  }

  /** Writes the outputs of a row into the columns of `into`, which have room for `count` rows, after those of the rows before. */
  write(outputs: readonly Slot[], row: number, count: number, into: TypedArray[]): void {
    outputs.forEach(({ data, wire: { dtype } }, index) => {
      const column = this.#columnFor(index, dtype, count * data.length);
      column.set(data, row * data.length);
      into[index] = column;
    });
  }

  #columnFor(index: number, dtype: DType, size: number): TypedArray {
    const known = this.#own[index];
    return known !== undefined && known.length >= size ? known : (this.#own[index] = allocate(dtype, size));
  }
}

/** Returns one of the rows of a feed. */
function rowOf({ wire, storage, shape }: Feed, row: number): Feed {
  const size = sizeOf(shape);
  const data = storage.data.subarray(row * size, (row + 1) * size);
  return { wire, storage: new Storage(data, true, true), shape };
}

/** Makes one circuit of those that some wires are in, and returns it. */
export function joinedCircuit(wires: readonly { readonly circuit: Circuit | undefined }[]): Circuit {
  const circuit = new Circuit();
  for (const { circuit: other } of wires) if (other !== undefined) circuit.join(other);
  return circuit;
}
