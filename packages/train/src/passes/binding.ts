import { DataError, type Position } from '@thalweg/data';
import { columnOf, Input, InputPort, type Feed, type TaskFrame } from '@thalweg/graph';
import { elementPlace, requirementOf } from '@thalweg/graph/author';
import { ContractError, printShape, ShapeError, Tensor, type TensorLike } from '@thalweg/tensor';
import { epochAt } from './progress.ts';

/** A record: values by field name. */
export type Values = Readonly<Record<string, unknown>>;

/** A record on its way through a pass: what the pass is fed, and what its result needs. */
export class BoundRecord<R = unknown> {
  record!: R;
  /** The position of the reading after the record; none for a record that was pushed. */
  position: Position | undefined = undefined;
  feeds: Feed[] = [];
  /** The number of examples in it: the size of the first axis that is not fixed, else 1. */
  rows = 1;
  /** A value that `before` keeps for the record until its result is there. */
  kept: unknown = undefined;
  /** Asks for the next record. */
  done: () => void = nothing;

  /** The number of the epoch that the record is from. */
  get epoch(): number {
    return epochAt(this.position);
  }
}

function nothing(): void {}

/**
 * Puts the feeds of a record into what is bound, and returns true, or false for a record that is skipped. With `idle`, the
 * feeds of the record before may be overwritten.
 */
export type Binder = (record: unknown, into: BoundRecord, idle: boolean) => boolean;

/**
 * Returns a function that feeds records to the inputs that a frame depends on, each from the field of its name. An input
 * without a field keeps the value that was set; fields that no input has are ignored.
 *
 * - **Throws** `DataError` for a missing field, or a value that is not finite or outside of what a loss can take, `ShapeError`, `DtypeError` for one that
 *   does not fit
 */
export function recordBinder(operator: string, frame: TaskFrame): Binder {
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
export function columnBinder(operator: string, frame: TaskFrame): Binder {
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
export interface Entry {
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
  if (value === undefined && input.cell.storage === undefined) throw missingField(operator, input, record);
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
interface Place {
  readonly feed: Feed;
  readonly at: number;
  readonly record: number;
}

/** The error for an element that is not finite, or that a loss or a model cannot take. */
export function unfit(
  operator: string,
  port: InputPort,
  { feed: { wire, storage, shape }, at, record }: Place,
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
