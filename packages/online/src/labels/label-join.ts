import type { LabelCounts } from './label-counts.ts';

export type Key = string | number;

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

/** What is known between two arrivals. Maps are in the order of arrival. */
export interface Join<R, L> {
  /** The time of the last record. */
  clock: number;
  readonly records: Map<Key, Waiting<R>>;
  readonly labels: Map<Key, Waiting<L>>;
  /** What became of the last keys that are done with. */
  readonly done: Map<Key, 'joined' | 'given up'>;
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
  return { clock: 0, records: new Map(), labels: new Map(), done: new Map(), counts: none };
}

/**
 * A record comes at a time. Gives the label that waited for it, if one did; `giveUp` hears of records, this one
 * perhaps not among them, whose label will not be waited for any longer.
 */
export function recordComes<R, L>(
  join: Join<R, L>,
  [key, record]: readonly [Key, R],
  time: number,
  limits: Limits,
  giveUp: (record: R) => void,
): L | undefined {
  const { records, labels, done, counts } = join;
  counts.records++;
  if (time > join.clock) join.clock = time;
  expire(join, limits, giveUp);
  if (records.has(key) || done.has(key)) return void counts.repeated++;
  const early = labels.get(key);
  if (early !== undefined) {
    labels.delete(key);
    finish(join, key, 'joined', limits);
    counts.joined++;
    return early.item;
  }
  makeRoom(join, limits);
  records.set(key, { item: record, since: join.clock });
  return undefined;
}

/** A label comes. Gives the record that waited for it, if one did. */
export function labelComes<R, L>(join: Join<R, L>, [key, label]: readonly [Key, L], limits: Limits): R | undefined {
  const { records, labels, done, counts } = join;
  counts.labels++;
  const waiting = records.get(key);
  if (waiting !== undefined) {
    records.delete(key);
    finish(join, key, 'joined', limits);
    counts.joined++;
    return waiting.item;
  }
  const before = done.get(key);
  if (before === 'given up') counts.late++;
  else if (before === 'joined' || labels.has(key)) counts.duplicate++;
  else {
    makeRoom(join, limits);
    labels.set(key, { item: label, since: join.clock });
  }
  return undefined;
}

/** No more labels come: whatever waits is given up. */
export function giveUpAll<R, L>(join: Join<R, L>, limits: Limits, giveUp: (record: R) => void): void {
  const { records, labels, counts } = join;
  counts.missing += records.size;
  counts.unmatched += labels.size;
  const left = [...records];
  records.clear();
  labels.clear();
  for (const [key] of left) finish(join, key, 'given up', limits);
  for (const [, { item }] of left) giveUp(item);
}

/** Gives up what has waited too long. What came first is first in its map. */
function expire<R, L>(join: Join<R, L>, limits: Limits, giveUp: (record: R) => void): void {
  const { records, labels, clock, counts } = join;
  const { within } = limits;
  for (const [key, { item, since }] of records) {
    if (clock - since <= within) break;
    records.delete(key);
    finish(join, key, 'given up', limits);
    counts.missing++;
    giveUp(item);
  }
  for (const [key, { since }] of labels) {
    if (clock - since <= within) break;
    labels.delete(key);
    counts.unmatched++;
  }
}

/** Lets whoever waits longest give way, if there is no room for another. */
function makeRoom<R, L>(join: Join<R, L>, limits: Limits): void {
  const { records, labels, counts } = join;
  if (records.size + labels.size < limits.capacity) return;
  const record = first(records);
  const label = first(labels);
  if (label === undefined || (record !== undefined && record[1].since <= label[1].since)) {
    records.delete(record![0]);
    finish(join, record![0], 'given up', limits);
    counts.evicted++;
  } else {
    labels.delete(label[0]);
    counts.unmatched++;
  }
}

/** Remembers what became of a key, of as many as may wait. */
function finish<R, L>({ done }: Join<R, L>, key: Key, how: 'joined' | 'given up', { capacity }: Limits): void {
  if (done.size >= capacity) done.delete(first(done)![0]);
  done.set(key, how);
}

function first<K, V>(map: Map<K, V>): [K, V] | undefined {
  return map.entries().next().value;
}
