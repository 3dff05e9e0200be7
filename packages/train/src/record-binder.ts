import type { Feed, TaskFrame } from '@thalweg/graph';
import { checkRecord, entriesOf, fieldOf, inField, unfit } from './record-fields.ts';

/** The feeds that a record gives a frame. */
export interface BoundRecord {
  readonly feeds: readonly Feed[];
  /** The number of examples in it: the size of the first axis that is not fixed, else 1. */
  readonly rows: number;
}

/**
 * Returns a function that feeds records to the inputs that a frame depends on, each from the field of its name. An input
 * without a field keeps the value that was set; fields that no input has are ignored. What the function returns is valid
 * until the next record, if the frame was idle.
 *
 * - **Throws** `DataError` for a missing field, or a value that is not finite or outside of what a loss can take, `ShapeError`, `DtypeError` for one that
 *   does not fit
 */
export function recordBinder(operator: string, frame: TaskFrame): (record: unknown) => BoundRecord {
  const entries = entriesOf(frame, (error, input) => inField(operator, error, input, number));
  const bound = { feeds: [] as Feed[], rows: 1 };
  let number = -1;
  return record => {
    number++;
    checkRecord(operator, record, entries);
    const { idle } = frame;
    // A pass that waits for its turn keeps its values.
    const into = idle ? bound : { feeds: [], rows: 1 };
    const feeds: Feed[] = into.feeds;
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
    return into;
  };
}
