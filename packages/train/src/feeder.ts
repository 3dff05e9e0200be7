import { DataError } from '@thalweg/data';
import { columnOf, feedOf, Input, Intake, type Feed, type TaskFrame } from '@thalweg/graph';
import { isFloat, printShape, ShapeError, Tensor, type TensorLike, type TypedArray } from '@thalweg/tensor';

/** A record: values by field name. */
export type Values = Readonly<Record<string, unknown>>;

/** What a record gives to the inputs of a frame. */
export interface Fed {
  readonly feeds: readonly Feed[];
  /** The number of examples in it: the size of the first axis that is not fixed, else 1. */
  readonly rows: number;
}

/**
 * Reads records into the inputs that a frame depends on, each from the field of its name. An input without a field
 * keeps the value that was set; fields that nothing reads are ignored. What it gives holds until the next record, if the
 * frame was idle and had nothing to wait for.
 *
 * - **Throws** `DataError` for a missing field or a value that is not finite, `ShapeError`, `DtypeError` for one that
 *   does not fit
 */
export function feeder(operator: string, frame: TaskFrame): (record: unknown) => Fed {
  const inputs = inputsOf(frame);
  const intakes = inputs.map(input => new Intake(input, frame));
  const check = finiteness(operator, frame);
  const fed = { feeds: [] as Feed[], rows: 1 };
  let row = -1;
  return record => {
    row++;
    checkRecord(operator, record, inputs);
    // What waits for its turn keeps what it was given.
    const { idle } = frame;
    const into = idle ? fed : { feeds: [], rows: 1 };
    const feeds: Feed[] = into.feeds;
    let rows: number | undefined;
    let count = 0;
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      const value = fieldOf(operator, record, input);
      if (value === undefined) continue;
      const intake = intakes[i]!;
      const feed = idle ? intake.take(value) : feedOf(input, value, { borrowed: true });
      if (!(idle && intake.finite) && isFloat(input.dtype)) check(input.name, feed, row);
      if (typeof input.shape[0] === 'string') rows ??= feed.shape[0];
      feeds[count++] = feed;
    }
    if (feeds.length > count) feeds.length = count;
    into.rows = rows ?? 1;
    return into;
  };
}

/**
 * Reads batches as columns: each field has a value for each of its rows, and gives the inputs one after another.
 *
 * - **Throws** as {@link feeder} does, and `ShapeError` if fields differ in the number of rows
 */
export function columnFeeder(operator: string, frame: TaskFrame): (record: unknown) => Fed {
  const inputs = inputsOf(frame);
  const check = finiteness(operator, frame);
  let row = -1;
  return record => {
    row++;
    checkRecord(operator, record, inputs);
    const feeds: Feed[] = [];
    let rows: number | undefined;
    for (const input of inputs) {
      const value = fieldOf(operator, record, input);
      if (value === undefined) continue;
      const column = columnOf(input, value);
      if (isFloat(input.dtype)) check(input.name, column.feed, row);
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
    return { feeds, rows: rows ?? 1 };
  };
}

function inputsOf(frame: TaskFrame): readonly Input[] {
  return frame.sources.flatMap(source => (source instanceof Input ? [source as Input] : []));
}

function checkRecord(operator: string, record: unknown, inputs: readonly Input[]): asserts record is Values {
  if (typeof record !== 'object' || record === null || record instanceof Tensor)
    throw new DataError(
      operator,
      'records must be objects with a field for each input',
      String(record),
      `Fields needed: ${inputs.map(input => input.name).join(', ')}.`,
    );
}

/** What a record has for an input; nothing where the input has a value that was set. */
function fieldOf(operator: string, record: Values, input: Input): TensorLike | undefined {
  const value = record[input.name];
  if (value === undefined && input.cell.storage === undefined) throw missingField(operator, input, record);
  return value as TensorLike | undefined;
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

/** Refuses values that are not finite. Larger ones that a runner holds, and nobody writes, are looked through once. */
function finiteness(operator: string, frame: TaskFrame): (field: string, feed: Feed, record: number) => void {
  const known = new WeakSet<TypedArray>();
  return (field, { storage: { data } }, record) => {
    if (data.length > SMALL && known.has(data)) return;
    const at = firstNotFinite(data);
    if (at >= 0)
      throw new DataError(
        operator,
        `the field '${field}' must be finite`,
        `${data[at]} at element ${at} of record ${record}`,
        'Leave such rows out, or fill them in.',
      );
    if (data.length > SMALL && frame.holds(data)) known.add(data);
  };
}

/** To look so few elements through costs less than to remember that it was done. */
const SMALL = 64;

/** Where the first number is that is NaN or infinite; −1 if none is. A sum with one is not finite, that of any float32 is. */
function firstNotFinite(data: TypedArray): number {
  return Number.isFinite(sumOf(data)) ? -1 : data.findIndex(value => !Number.isFinite(value));
}

/**
 * The sum of all numbers. Nothing comes after the loop over most of them: V8 compiles it in the middle of the first call,
 * when it knows nothing of what follows, and each later call would leave that code at its end and begin anew without.
 */
function sumOf(data: TypedArray): number {
  const { length } = data;
  let sum = 0;
  let i = 0;
  for (const rest = length % 4; i < rest; i++) sum += data[i]!;
  for (; i < length; i += 4) sum += data[i]! + data[i + 1]! + (data[i + 2]! + data[i + 3]!);
  return sum;
}
