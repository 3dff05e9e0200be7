import type { LabelCounts } from './label-counts.ts';
import { emptyLine, firstOf, join, leave, type Key, type WaitingLine } from './waiting-line.ts';

/** How long is waited, and for how many. */
export interface Limits {
  readonly within: number;
  readonly capacity: number;
}

/** Something that waits, and since when. */
interface Waiting<T> {
  readonly item: T;
  readonly since: number;
}

/** What is known between two arrivals. */
export interface Join<R, L> {
  /** The time of the last record. */
  clock: number;
  readonly records: WaitingLine<Waiting<R>>;
  readonly labels: WaitingLine<Waiting<L>>;
  /** What became of the last keys that are done with. */
  readonly done: WaitingLine<'joined' | 'given up'>;
  readonly counts: { -readonly [K in Exclude<keyof LabelCounts, 'waitingRecords' | 'waitingLabels'>]: number };
}

/** Nothing has come. */
export function emptyJoin<R, L>(): Join<R, L> {
  const none = {
    records: 0,
    labels: 0,
    joined: 0,
    missing: 0,
    evicted: 0,
    repeated: 0,
    late: 0,
    duplicate: 0,
    unmatched: 0,
  };
  return { clock: 0, records: emptyLine(), labels: emptyLine(), done: emptyLine(), counts: none };
}

/**
 * A record comes at a time. Gives the label that waited for it, if one did; records whose label is not waited for any longer
 * are added to `givenUp`.
 */
export function recordComes<R, L>(
  state: Join<R, L>,
  [key, record]: readonly [Key, R],
  time: number,
  limits: Limits,
  givenUp: R[],
): L | undefined {
  const { records, labels, done, counts } = state;
  counts.records++;
  if (time > state.clock) state.clock = time;
  expire(state, limits, givenUp);
  const repeated = records.places.has(key) || done.places.has(key);
  const early = repeated ? undefined : leave(labels, key);
  if (repeated) counts.repeated++;
  else if (early !== undefined) {
    finish(state, key, 'joined', limits);
    counts.joined++;
  } else {
    makeRoom(state, limits);
    join(records, key, { item: record, since: state.clock });
  }
  return early?.item;
}

/** A label comes. Gives the record that waited for it, if one did. */
export function labelComes<R, L>(state: Join<R, L>, [key, label]: readonly [Key, L], limits: Limits): R | undefined {
  const { records, labels, done, counts } = state;
  counts.labels++;
  const waiting = leave(records, key);
  if (waiting !== undefined) {
    finish(state, key, 'joined', limits);
    counts.joined++;
    return waiting.item;
  }
  const before = done.places.get(key)?.item;
  if (before === 'given up') counts.late++;
  else if (before === 'joined' || labels.places.has(key)) counts.duplicate++;
  else {
    makeRoom(state, limits);
    join(labels, key, { item: label, since: state.clock });
  }
  return undefined;
}

/** No more labels come: whatever waits is given up, the records are added to `givenUp`. */
export function giveUpAll<R, L>(state: Join<R, L>, limits: Limits, givenUp: R[]): void {
  const { records, labels, counts } = state;
  counts.unmatched += labels.places.size;
  for (const key of [...labels.places.keys()]) leave(labels, key);
  for (let key = firstOf(records); key !== undefined; key = firstOf(records)) {
    givenUp.push(leave(records, key)!.item);
    finish(state, key, 'given up', limits);
    counts.missing++;
  }
}

/** Takes out what has waited too long; the records among it are added to `givenUp`. */
function expire<R, L>(state: Join<R, L>, limits: Limits, givenUp: R[]): void {
  const { records, labels, counts } = state;
  for (
    let key = overdue(records, state.clock, limits);
    key !== undefined;
    key = overdue(records, state.clock, limits)
  ) {
    const { item } = leave(records, key)!;
    finish(state, key, 'given up', limits);
    counts.missing++;
    givenUp.push(item);
  }
  for (let key = overdue(labels, state.clock, limits); key !== undefined; key = overdue(labels, state.clock, limits)) {
    leave(labels, key);
    counts.unmatched++;
  }
}

/** The key of who came first, if that is too long ago. */
function overdue<T>(line: WaitingLine<Waiting<T>>, clock: number, { within }: Limits): Key | undefined {
  const key = firstOf(line);
  return key !== undefined && clock - line.places.get(key)!.item.since > within ? key : undefined;
}

/** Lets whoever waits longest give way, if there is no room for another. */
function makeRoom<R, L>(state: Join<R, L>, limits: Limits): void {
  const { records, labels, counts } = state;
  if (records.places.size + labels.places.size < limits.capacity) return;
  const [record, label] = [firstOf(records), firstOf(labels)];
  const since = <T>(line: WaitingLine<Waiting<T>>, key: Key | undefined): number =>
    key === undefined ? Infinity : line.places.get(key)!.item.since;
  if (since(records, record) <= since(labels, label)) {
    leave(records, record!);
    finish(state, record!, 'given up', limits);
    counts.evicted++;
  } else {
    leave(labels, label!);
    counts.unmatched++;
  }
}

/** Remembers what became of a key, of as many as may wait. */
function finish<R, L>({ done }: Join<R, L>, key: Key, how: 'joined' | 'given up', { capacity }: Limits): void {
  if (done.places.size >= capacity) leave(done, firstOf(done)!);
  join(done, key, how);
}
