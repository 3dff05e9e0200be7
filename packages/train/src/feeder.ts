import { DataError } from '@thalweg/data';
import { feedOf, Input, type Feed, type TaskFrame } from '@thalweg/graph';
import { isFloat, printShape, Tensor, type TensorLike, type TypedArray } from '@thalweg/tensor';

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
 * keeps the value that was set; fields that nothing reads are ignored.
 *
 * - **Throws** `DataError` for a missing field or a value that is not finite, `ShapeError`, `DtypeError` for one that
 *   does not fit
 */
export function feeder(operator: string, frame: TaskFrame): (record: unknown) => Fed {
  const inputs = frame.sources.flatMap(source => (source instanceof Input ? [source as Input] : []));
  let row = -1;
  return record => {
    row++;
    if (typeof record !== 'object' || record === null || record instanceof Tensor)
      throw new DataError(
        operator,
        'records must be objects with a field for each input',
        String(record),
        `Fields needed: ${inputs.map(input => input.name).join(', ')}.`,
      );
    const feeds: Feed[] = [];
    let rows: number | undefined;
    for (const input of inputs) {
      const value = (record as Values)[input.name];
      if (value === undefined) {
        if (input.cell.storage === undefined) throw missingField(operator, input, record);
        continue;
      }
      const feed = feedOf(input, value as TensorLike, { borrowed: true });
      if (isFloat(input.dtype)) checkFinite(operator, input.name, feed, row);
      if (typeof input.shape[0] === 'string') rows ??= feed.shape[0];
      feeds.push(feed);
    }
    return { feeds, rows: rows ?? 1 };
  };
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

function checkFinite(operator: string, field: string, { storage }: Feed, record: number): void {
  const { data } = storage;
  const at = firstNotFinite(data);
  if (at >= 0)
    throw new DataError(
      operator,
      `the field '${field}' must be finite`,
      `${data[at]} at element ${at} of record ${record}`,
      'Leave such rows out, or fill them in.',
    );
}

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
