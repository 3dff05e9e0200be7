import type { Feed, Input, TaskFrame } from '@thalweg/graph';
import { checkRecord, entriesOf, fieldOf, inField, unfit, type Values } from '../passes/binding.ts';

/**
 * Returns the feeds of a record for the inputs that a frame depends on, except some. They may be fed to any frame, and the
 * values must stay unchanged meanwhile.
 *
 * - **Throws** `DataError` for a missing field, or a value that is not finite or outside of what a loss can take, `ShapeError`,
 *   `DtypeError` for one that does not fit
 */
export function dataFeeds(
  operator: string,
  frame: TaskFrame,
  values: Values,
  except: readonly Input[],
): readonly Feed[] {
  const entries = entriesOf(frame, (error, input) => inField(operator, error, input, 0)).filter(
    ({ input }) => !except.includes(input),
  );
  checkRecord(operator, values, entries);
  return entries.flatMap(({ input, port }, i) => {
    const value = fieldOf(operator, values, input, i);
    if (value === undefined) return [];
    const feed = port.takeApart(value);
    const at = port.firstUnfit(feed);
    if (at >= 0) throw unfit(operator, port, { feed, at, record: 0 });
    return [feed];
  });
}
