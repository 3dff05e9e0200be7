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

/**
 * Where the first number is that is NaN or infinite; −1 if none is. A sum with one of them is not finite, and without them
 * only one of large float64 is not: so four sums tell, without a test or another operation for each number.
 */
function firstNotFinite(data: TypedArray): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (const last = data.length - 3; i < last; i += 4) {
    a += data[i]!;
    b += data[i + 1]!;
    c += data[i + 2]!;
    d += data[i + 3]!;
  }
  for (; i < data.length; i++) a += data[i]!;
  return Number.isFinite(a + b + c + d) ? -1 : data.findIndex(value => !Number.isFinite(value));
}
