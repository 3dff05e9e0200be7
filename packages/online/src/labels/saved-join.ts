import type { Key } from '../records/key.ts';
import { emptyJoin, type Join } from './label-join.ts';
import { WaitingLine, type SavedLine } from './waiting-line.ts';

type Lines = 'records' | 'labels' | 'done';

/** The state of a join as plain data. */
export type SavedJoin = Omit<Join<unknown, unknown>, Lines> & { readonly [K in Lines]: SavedLine };

/** Returns a state as plain data. Its columns are those of the state itself. */
export function writeJoin<R, L>({ clock, counts, records, labels, done }: Join<R, L>): SavedJoin {
  return { clock, counts, records: records.save(), labels: labels.save(), done: done.save() };
}

/** Returns the state that {@link writeJoin} wrote. Throws an error of some class if it is damaged. */
export function readJoin<R, L>({ clock, counts, records, labels, done }: SavedJoin): Join<R, L> {
  return {
    clock,
    counts,
    records: WaitingLine.restored(records),
    labels: WaitingLine.restored(labels),
    done: WaitingLine.restored(done),
  };
}

/** A state as it was saved before lines were in columns, and before the clock could be doubted. */
interface EarlierJoin {
  readonly clock: number;
  readonly counts: Omit<Join<unknown, unknown>['counts'], 'farAhead'>;
  readonly records: EarlierLine<{ readonly item: unknown; readonly since: number }>;
  readonly labels: EarlierLine<{ readonly item: unknown; readonly since: number }>;
  readonly done: EarlierLine<'joined' | 'given up'>;
}

interface EarlierLine<T> {
  readonly places: ReadonlyMap<Key, { readonly item: T; readonly number: number }>;
}

/** Returns the state that an earlier version wrote; `undefined` for another one. */
export function readEarlierJoin<R, L>(data: EarlierJoin): Join<R, L> | undefined {
  if (typeof data.clock !== 'number') return undefined;
  const join = emptyJoin<R, L>();
  Object.assign(join.counts, data.counts);
  Object.assign(join.clock, { time: data.clock, support: data.counts.records > 0 ? data.counts.records : -1 });
  for (const [key, { item, since }] of inOrder(data.records)) join.records.join(key, item as R, since);
  for (const [key, { item, since }] of inOrder(data.labels)) join.labels.join(key, item as L, since);
  for (const [key, how] of inOrder(data.done)) join.done.join(key, how, 0);
  return join;
}

function inOrder<T>({ places }: EarlierLine<T>): (readonly [Key, T])[] {
  return [...places].sort(([, a], [, b]) => a.number - b.number).map(([key, { item }]) => [key, item]);
}
