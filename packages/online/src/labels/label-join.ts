import type { LabelCounts } from './label-counts.ts';
import { elapsed, newClock, tick, type JumpLimits, type RecordClock } from './record-clock.ts';
import { emptyLine, firstOf, join, leave, type Key, type WaitingLine } from './waiting-line.ts';

/** The limits of waiting: the time and the number. */
export interface Limits extends JumpLimits {
  readonly within: number;
}

/** An item that waits, and the time of its arrival. */
interface Waiting<T> {
  readonly item: T;
  readonly since: number;
}

/** The state between two arrivals. */
export interface Join<R, L> {
  readonly clock: RecordClock;
  readonly records: WaitingLine<Waiting<R>>;
  readonly labels: WaitingLine<Waiting<L>>;
  /** The results of the last finished keys. */
  readonly done: WaitingLine<'joined' | 'given up'>;
  readonly counts: { -readonly [K in Exclude<keyof LabelCounts, 'waitingRecords' | 'waitingLabels'>]: number };
}

/** Returns the state before any arrival. */
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
    farAhead: 0,
  };
  return { clock: newClock(), records: emptyLine(), labels: emptyLine(), done: emptyLine(), counts: none };
}

/**
 * Handles a record that arrives at a time. Returns the label that waited for it, if any. Records that have waited too long are
 * added to `givenUp`.
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
  if (tick(state.clock, time, limits, labels.places.size > 0)) counts.farAhead++;
  expire(state, limits, givenUp);
  const repeated = records.places.has(key) || done.places.has(key);
  const early = repeated ? undefined : leave(labels, key);
  if (repeated) counts.repeated++;
  else if (early !== undefined) {
    finish(state, key, 'joined', limits);
    counts.joined++;
  } else {
    makeRoom(state, limits);
    join(records, key, { item: record, since: elapsed(state.clock) });
  }
  return early?.item;
}

/** Handles a label. Returns the record that waited for it, if any. */
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
    join(labels, key, { item: label, since: elapsed(state.clock) });
  }
  return undefined;
}

/** Gives up all waiting items at the end of the labels; the records are added to `givenUp`. */
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

/** Removes items that have waited too long; the records among them are added to `givenUp`. */
function expire<R, L>(state: Join<R, L>, limits: Limits, givenUp: R[]): void {
  const { records, labels, counts } = state;
  const now = elapsed(state.clock);
  for (let key = overdue(records, now, limits); key !== undefined; key = overdue(records, now, limits)) {
    const { item } = leave(records, key)!;
    finish(state, key, 'given up', limits);
    counts.missing++;
    givenUp.push(item);
  }
  for (let key = overdue(labels, now, limits); key !== undefined; key = overdue(labels, now, limits)) {
    leave(labels, key);
    counts.unmatched++;
  }
}

/** Returns the key of the first item, if it has waited too long. */
function overdue<T>(line: WaitingLine<Waiting<T>>, now: number, { within }: Limits): Key | undefined {
  const key = firstOf(line);
  return key !== undefined && now - line.places.get(key)!.item.since > within ? key : undefined;
}

/** Drops the item that waits longest, if there is no room for another. */
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

/** Remembers the result of a key, for as many keys as `capacity`. */
function finish<R, L>({ done }: Join<R, L>, key: Key, how: 'joined' | 'given up', { capacity }: Limits): void {
  if (done.places.size >= capacity) leave(done, firstOf(done)!);
  join(done, key, how);
}
