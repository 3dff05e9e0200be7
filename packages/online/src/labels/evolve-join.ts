import { fitSize } from '../state/fit-size.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import { shrinkTo } from './label-join.ts';
import { readEarlierJoin, readJoin, writeJoin, type SavedJoin } from './saved-join.ts';

/** The settings of a join in a snapshot: `null` for an endless wait. */
interface JoinSettings {
  readonly within: number | null;
  readonly capacity: number;
}

/** Returns a join of other limits under the present ones. What a smaller capacity has no room for is dropped, the oldest first. */
export function evolveJoin(saved: SavedJoin, now: JoinSettings, { was, ...change }: OtherSettings): SavedJoin {
  const then = was as unknown as JoinSettings;
  // Items that have waited too long by now are given up, and counted, when the next record comes.
  fitSize({ name: 'within', from: then.within, to: now.within }, change);
  if (now.capacity >= then.capacity) {
    fitSize({ name: 'capacity', from: then.capacity, to: now.capacity }, change);
    return saved;
  }
  const join = readEarlierJoin(saved as never) ?? readJoin(saved);
  const waiting = (): number => join.records.size + join.labels.size;
  const [waited, done] = [waiting(), join.done.size];
  shrinkTo(join, now);
  const [dropped, forgotten] = [waited - waiting(), done - Math.min(done, now.capacity)];
  const lost = [`${dropped} waiting items`, `${forgotten} finished keys`].filter(
    (_, i) => [dropped, forgotten][i]! > 0,
  );
  fitSize({ name: 'capacity', from: then.capacity, to: now.capacity, lost: lost.join(' and ') || undefined }, change);
  return writeJoin(join);
}
