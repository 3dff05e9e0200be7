import { type DatasetIterator, DataError, type Offset } from '@thalweg/data';
import {
  columnOf,
  type Feed,
  Input,
  InputPort,
  type PassResult,
  type RowsResult,
  type TaskFrame,
} from '@thalweg/graph';
import { elementPlace, requirementOf } from '@thalweg/graph/author';
import { ContractError, printShape, ShapeError, Tensor, type TensorLike } from '@thalweg/tensor';
import type { Progress } from './progress.ts';
import { isOfBadRecord, type OnBadRecord, type SkipCounter } from './skipping.ts';

/** Handles a record, with the iterator that it was pulled from, if any, and calls `done` when it is finished. */
export type Take<R> = (record: R, iterator: DatasetIterator<R> | undefined, done: () => void) => void;

/** The treatment of the records of a run. */
export interface Taking<R> {
  /** Handles one record. An error that it throws becomes a stream error. */
  readonly take: Take<R>;
  /** Called after the last record. By default the run completes. */
  readonly end?: (() => void) | undefined;
}

/** The frame that records pass through, and the consequences of those that fail. */
export interface Passes {
  readonly operator: string;
  readonly frame: TaskFrame;
  readonly onBadRecord?: OnBadRecord | undefined;
  /** Counts what is skipped. */
  readonly skips?: SkipCounter | undefined;
  /** Keeps the offset in the data, if there is one. */
  readonly progress?: Progress | undefined;
  /** Takes the error of a pass, or of what is done with its result. */
  readonly fail: (error: unknown, bound: BoundRecord) => void;
}

/**
 * The consequences of a pass: a function for its outputs, or for the rows that were taken, and others where the default is
 * not enough. Each calls `done` of the record when the next one may come, at once or later.
 */
export interface Consequences<R> {
  /** Called before the pass of a record that fits. */
  readonly before?: ((bound: BoundRecord<R>) => void) | undefined;
  /** Takes the outputs of the pass. */
  readonly outputs?: ((outputs: readonly Tensor[], bound: BoundRecord<R>) => void) | undefined;
  /** Takes rows, at least one: the passes for them succeeded. Nothing is allocated for their outputs. */
  readonly rows?: ((rows: RowsResult, bound: BoundRecord<R>) => void) | undefined;
  /** Called for a record that moves nothing. By default its offset is noted. */
  readonly passOver?: (bound: BoundRecord<R>) => void;
  /** Called for a loss that is not finite if such steps are skipped. By default they are counted and passed over. */
  readonly notFinite?: (error: unknown, bound: BoundRecord<R>) => void;
}

/**
 * Returns what takes records through passes, one for each: it binds a record, or skips and counts it if it does not fit and
 * such records are skipped; notes the offset that was read; and asks for the pass, whose result goes to the
 * consequences. It throws what the binding throws. A step makes no object, unless its record waits for another pass.
 */
export function takeRecords<R>(passes: Passes, consequences: Consequences<R>): Taking<R> {
  const { operator, frame } = passes;
  const ask: Ask = (bound, answer) => frame.runRows(bound.feeds, 1, answer);
  return takeBy(recordBinder(operator, frame), ask, passes, consequences);
}

/**
 * Returns the same for batches, with a pass for each of their rows. If a row fails, the rows before it are delivered, and
 * then its error.
 */
export function takeRows<R>(passes: Passes, consequences: Consequences<R>): Taking<R> {
  const { operator, frame } = passes;
  const ask: Ask = (bound, answer) => frame.runRows(bound.feeds, bound.rows, answer);
  return takeBy(columnBinder(operator, frame), ask, passes, consequences);
}

/** Takes the result of a pass, or of passes for rows. */
type Answer = ((result: PassResult) => void) & ((rows: RowsResult) => void);

/** Asks for the pass of a record. */
type Ask = (bound: BoundRecord, answer: Answer) => void;

// What runs at each step is short, so that the engine inlines it: what is rare is in functions of its own.
function takeBy<R>(bind: Binder, askRows: Ask, passes: Passes, consequences: Consequences<R>): Taking<R> {
  const { frame, progress } = passes;
  const { before, outputs, passOver = offsetNoter(progress) } = consequences;
  const fits = passes.onBadRecord === 'skip' ? skipping(bind, passes.skips) : bind;
  const ask: Ask = outputs === undefined ? askRows : (bound, answer) => frame.run(bound.feeds, answer);
  const answerOf = outputs === undefined ? rowsAnswer : passAnswer;
  const answerTo = answerOf(passes, consequences, passOver) as (bound: BoundRecord<R>) => Answer;
  // The record of a pass that need not wait: no other one is under way then.
  const ready = new BoundRecord<R>();
  const answerReady = answerTo(ready);
  const take: Take<R> = (record, iterator, done) => {
    const { idle } = frame;
    const bound = idle ? ready : new BoundRecord<R>();
    bound.record = record;
    bound.offset = iterator?.offset;
    bound.done = done;
    if (progress !== undefined) progress.next = bound.offset;
    if (!fits(record, bound, idle)) return passOver(bound);
    if (before !== undefined) before(bound);
    ask(bound, idle ? answerReady : answerTo(bound));
  };
  return { take };
}

/** Returns a binder that counts a record that does not fit, and returns false. */
function skipping(bind: Binder, skips: SkipCounter | undefined): Binder {
  return (record, into, idle) => {
    try {
      return bind(record, into, idle);
    } catch (error) {
      if (!isOfBadRecord(error)) throw error;
      skips?.countBadRecord(error);
      return false;
    }
  };
}

function offsetNoter(progress: Progress | undefined): (bound: BoundRecord) => void {
  return ({ offset, done }) => {
    if (progress !== undefined) progress.offset = offset;
    done();
  };
}

/** Returns a function from a record to what takes the result of its pass or passes. */
type AnswerOf = <R>(
  passes: Passes,
  consequences: Consequences<R>,
  passOver: (bound: BoundRecord<R>) => void,
) => (bound: BoundRecord<R>) => (result: never) => void;

const passAnswer: AnswerOf =
  ({ skips, fail }, { outputs, notFinite }, passOver) =>
  bound =>
  (result: PassResult) => {
    try {
      if (!('error' in result)) return outputs!(result.outputs, bound);
    } catch (error) {
      return fail(error, bound);
    }
    if (result.skip !== true) return fail(result.error, bound);
    if (notFinite !== undefined) return notFinite(result.error, bound);
    skips?.countNotFinite(1, result.error);
    passOver(bound);
  };

const rowsAnswer: AnswerOf = (passes, consequences, passOver) => {
  const { fail } = passes;
  const { rows } = consequences;
  const isOver = rareRows(passes, consequences, passOver);
  return bound => (result: RowsResult) => {
    if ((result.failure !== undefined || result.taken === 0 || result.skip !== undefined) && isOver(result, bound))
      return;
    try {
      rows!(result, bound);
    } catch (error) {
      fail(error, bound);
    }
  };
};

/** Returns what handles rows that failed or were left out, and returns true if there is none to deliver. */
function rareRows<R>(
  { skips, fail }: Passes,
  { notFinite }: Consequences<R>,
  passOver: (bound: BoundRecord<R>) => void,
): (result: RowsResult, bound: BoundRecord<R>) => boolean {
  return ({ taken, failure, skipped, skip }, bound) => {
    if (skip !== undefined && taken === 0 && notFinite !== undefined) notFinite(skip.error, bound);
    else {
      if (skip !== undefined) skips?.countNotFinite(skipped, skip.error);
      if (taken > 0 && failure !== undefined) bound.done = () => fail(failure.error, bound);
      else if (failure !== undefined) fail(failure.error, bound);
      else if (taken === 0) passOver(bound);
    }
    return taken === 0;
  };
}

/** A record: values by field name. */
export type Values = Readonly<Record<string, unknown>>;

/** A record on its way through a pass: what the pass is fed, and what its result needs. */
export class BoundRecord<R = unknown> {
  record!: R;
  /** The offset in the data after the record; none for a record that was pushed. */
  offset: Offset | undefined = undefined;
  feeds: Feed[] = [];
  /** The number of examples in it: the size of the first axis that is not fixed, else 1. */
  rows = 1;
  /** A value that `before` keeps for the record until its result is there. */
  kept: unknown = undefined;
  /** Asks for the next record. */
  done: () => void = nothing;

  /** The number of the epoch that the record is from. */
  get epoch(): number {
    return epochAt(this.offset);
  }
}

function nothing(): void {}

/**
 * Puts the feeds of a record into what is bound, and returns true, or false for a record that is skipped. With `idle`, the
 * feeds of the record before may be overwritten.
 */
type Binder = (record: unknown, into: BoundRecord, idle: boolean) => boolean;

/**
 * Returns a function that feeds records to the inputs that a frame depends on, each from the field of its name. An input
 * without a field keeps the value that was set; fields that no input has are ignored.
 *
 * - **Throws** `DataError` for a missing field, or a value that is not finite or outside of what a loss can take, `ShapeError`, `DtypeError` for one that
 *   does not fit
 */
function recordBinder(operator: string, frame: TaskFrame): Binder {
  const entries = entriesOf(frame, (error, input) => inField(operator, error, input, number));
  let number = -1;
  return (record, into, idle) => {
    number++;
    checkRecord(operator, record, entries);
    const { feeds } = into;
    let rows: number | undefined;
    let count = 0;
    for (let i = 0; i < entries.length; i++) {
      const { input, port } = entries[i]!;
      const value = fieldOf(operator, record, input, i);
      if (value === undefined) continue;
      const feed = idle ? port.take(value) : port.takeApart(value);
      const at = port.firstUnfit(feed);
      if (at >= 0) throw unfit(operator, port, { feed, at, record: number });
      if (typeof input.shape[0] === 'string') rows ??= feed.shape[0];
      feeds[count++] = feed;
    }
    if (feeds.length > count) feeds.length = count;
    into.rows = rows ?? 1;
    return true;
  };
}

/**
 * Returns a function that reads batches as columns: each field has a value for each of its rows, which it feeds to the inputs
 * one after another.
 *
 * - **Throws** as `recordBinder` does, and `ShapeError` if fields differ in the number of rows
 */
function columnBinder(operator: string, frame: TaskFrame): Binder {
  const entries = entriesOf(frame);
  let number = -1;
  const columnIn: typeof columnOf = (input, value) => {
    try {
      return columnOf(input, value);
    } catch (error) {
      throw inField(operator, error as Error, input as Input, number);
    }
  };
  return (record, into) => {
    number++;
    checkRecord(operator, record, entries);
    const feeds: Feed[] = [];
    let rows: number | undefined;
    for (let i = 0; i < entries.length; i++) {
      const { input, port } = entries[i]!;
      const value = fieldOf(operator, record, input, i);
      if (value === undefined) continue;
      const column = columnIn(input, value);
      const at = port.firstUnfit(column.feed);
      if (at >= 0) throw unfit(operator, port, { feed: column.feed, at, record: number });
      rows ??= column.rows;
      if (rows !== column.rows)
        throw new ShapeError(
          operator,
          [[rows], [column.rows]],
          'all fields must have as many rows',
          `Look at the field '${input.name}'.`,
        );
      feeds.push(column.feed);
    }
    into.feeds = feeds;
    into.rows = rows ?? 1;
    return true;
  };
}

/** An input of a frame, and the port that its values enter by. */
interface Entry {
  readonly input: Input;
  readonly port: InputPort;
}

/**
 * The inputs that a frame depends on, with their ports. `inWords` returns the error to throw for the error of a value that
 * does not fit.
 */
export function entriesOf(frame: TaskFrame, inWords?: (error: Error, input: Input) => Error): readonly Entry[] {
  return frame.sources.flatMap(source =>
    source instanceof Input
      ? [
          {
            input: source as Input,
            port: new InputPort(source, frame, inWords && (error => inWords(error, source as Input))),
          },
        ]
      : [],
  );
}

/** Refuses a record that is not an object. */
export function checkRecord(operator: string, record: unknown, entries: readonly Entry[]): asserts record is Values {
  if (typeof record !== 'object' || record === null || record instanceof Tensor)
    throw new DataError(
      operator,
      'records must be objects with a field for each input',
      String(record),
      `Fields needed: ${entries.map(({ input }) => input.name).join(', ')}.`,
    );
}

/** Reads a field of a record. */
type ReadField = (record: Values, name: string) => unknown;

/**
 * One function for each of the first inputs: the engine remembers the field that each of them reads, and so neither
 * searches for it nor makes an object of a number.
 */
const READERS: readonly ReadField[] = [
  (record, name) => record[name],
  (record, name) => record[name],
  (record, name) => record[name],
  (record, name) => record[name],
];

/** The value that a record has for the n-th input; none if the input has a value that was set. */
export function fieldOf(operator: string, record: Values, input: Input, n: number): TensorLike | undefined {
  const value = READERS[n & 3]!(record, input.name);
  if (value === undefined && input.sourceValue.storage === undefined) throw missingField(operator, input, record);
  return value as TensorLike | undefined;
}

/** Returns the error for a value that cannot be a tensor, by its field and record; any other error stays. */
export function inField(operator: string, error: Error, input: Input, record: number): Error {
  if (!(error instanceof ContractError) || error.constructor !== ContractError) return error;
  return new DataError(
    operator,
    `in the field '${input.name}', ${error.requirement}`,
    `${error.given} in ${recordWords(input, record)}`,
    error.advice,
    { row: record },
  );
}

/** An element of a feed, and the number of the record that it came with. */
interface UnfitElement {
  readonly feed: Feed;
  readonly at: number;
  readonly record: number;
}

/** The error for an element that is not finite, or that a loss or a model cannot take. */
export function unfit(
  operator: string,
  port: InputPort,
  { feed: { wire, storage, shape }, at, record }: UnfitElement,
): DataError {
  const value = storage.data[at]!;
  const domain = Number.isFinite(value) ? port.domainWithout(value) : undefined;
  return new DataError(
    operator,
    `the field '${wire.name}' ${domain === undefined ? 'must be finite' : requirementOf(domain)}`,
    `${value} at ${elementPlace(wire.shape, shape, at)} in ${recordWords(wire, record)}`,
    domain === undefined ? 'Leave such rows out, or fill them in.' : domain.advice,
  );
}

/** Returns the number of a record in words: one with rows is a batch. */
function recordWords({ shape }: Pick<Input, 'shape'>, record: number): string {
  return `${typeof shape[0] === 'string' ? 'batch' : 'record'} ${record}`;
}

function missingField(operator: string, input: Input, record: object): DataError {
  const fields = Object.keys(record);
  return new DataError(
    operator,
    `records must have a field '${input.name}' of ${input.dtype} ${printShape(input.shape)}`,
    fields.length === 0 ? 'no fields' : `the fields ${fields.join(', ')}`,
    'Rename a field with map, or set the input.',
  );
}

/** Returns the number of the epoch that a record is from, by the offset after it; 1 without an offset. */
export function epochAt(offset: Offset | undefined): number {
  return offset === undefined ? 1 : offset.epoch + 1;
}
