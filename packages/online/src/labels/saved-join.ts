import type { Key } from '../records/fields.ts';
import { fitSize } from '../state/differences.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import type { StateCheck } from '../state/state-check.ts';
import { emptyJoin, type Join, shrinkTo } from './label-join.ts';
import { type SavedLine, WaitingLine } from './waiting-line.ts';

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

/** Checks a restored join. */
export function checkJoin(
  { clock, counts, records, labels, done }: Join<unknown, unknown>,
  capacity: number,
  is: StateCheck,
): void {
  const { time, shift, ahead, behind, support, left, leftShift } = clock;
  is.finite({ time, shift, leftShift });
  is.counts({ ...counts, 'support + 1': support + 1 });
  for (const [name, value] of Object.entries({ ahead, behind, left }))
    is.must(typeof value === 'number', `${name} must be a number`, value);
  is.must(records.size + labels.size <= capacity, `at most ${capacity} items must wait`, records.size + labels.size);
  is.must(done.size <= capacity, `at most ${capacity} finished keys must be remembered`, done.size);
  checkLine('records', records, isObject, is);
  checkLine('labels', labels, isObject, is);
  checkLine('done', done, how => how === 'joined' || how === 'given up', is);
}

function checkLine(name: string, line: WaitingLine<unknown>, fits: (item: unknown) => boolean, is: StateCheck): void {
  for (const { key, item, since } of line.each()) {
    is.must(typeof key === 'string' || typeof key === 'number', `the keys of ${name} must be strings or numbers`, key);
    is.must(fits(item), `${name} must have items of their kind`, item);
    is.finite({ [`a time of ${name}`]: since });
  }
}

function isObject(item: unknown): boolean {
  return typeof item === 'object' && item !== null;
}

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
