import { columnOf, type Feed, type Input, type TaskFrame } from '@thalweg/graph';
import { ShapeError } from '@thalweg/tensor';
import type { BoundRecord } from './record-binder.ts';
import { checkRecord, entriesOf, fieldOf, inField, unfit } from './record-fields.ts';

/**
 * Returns a function that reads batches as columns: each field has a value for each of its rows, which it feeds to the inputs
 * one after another.
 *
 * - **Throws** as `recordBinder` does, and `ShapeError` if fields differ in the number of rows
 */
export function columnBinder(operator: string, frame: TaskFrame): (record: unknown) => BoundRecord {
  const entries = entriesOf(frame);
  let number = -1;
  const columnIn: typeof columnOf = (input, value) => {
    try {
      return columnOf(input, value);
    } catch (error) {
      throw inField(operator, error as Error, input as Input, number);
    }
  };
  return record => {
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
    return { feeds, rows: rows ?? 1 };
  };
}
