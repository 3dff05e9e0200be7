import type { Key } from '../records/fields.ts';
import type { LabelCounts } from './label-counts.ts';
import { WaitingLine } from './waiting-line.ts';

/** The limits of waiting: the time and the number. */
export interface Limits extends JumpLimits {
  readonly within: number;
}

/** The state between two arrivals. */
export interface Join<R, L> {
  readonly clock: RecordClock;
  readonly records: WaitingLine<R>;
  readonly labels: WaitingLine<L>;
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
  return {
    clock: newClock(),
    records: new WaitingLine(),
    labels: new WaitingLine(),
    done: new WaitingLine(),
    counts: none,
  };
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
  if (tick(state.clock, time, limits, labels.size > 0)) counts.farAhead++;
  expire(state, limits, givenUp);
  const repeated = records.has(key) || done.has(key);
  const early = repeated ? undefined : labels.leave(key);
  if (repeated) counts.repeated++;
  else if (early !== undefined) {
    finish(state, key, 'joined', limits);
    counts.joined++;
  } else {
    makeRoom(state, limits);
    records.join(key, record, elapsed(state.clock));
  }
  return early;
}

/** Handles a label. Returns the record that waited for it, if any. */
export function labelComes<R, L>(state: Join<R, L>, [key, label]: readonly [Key, L], limits: Limits): R | undefined {
  const { records, labels, done, counts } = state;
  counts.labels++;
  const waiting = records.leave(key);
  if (waiting !== undefined) {
    finish(state, key, 'joined', limits);
    counts.joined++;
    return waiting;
  }
  const before = done.get(key);
  if (before === 'given up') counts.late++;
  else if (before === 'joined' || labels.has(key)) counts.duplicate++;
  else {
    makeRoom(state, limits);
    labels.join(key, label, elapsed(state.clock));
  }
  return undefined;
}

/** Gives up all waiting items at the end of the labels; the records are added to `givenUp`. */
export function giveUpAll<R, L>(state: Join<R, L>, limits: Limits, givenUp: R[]): void {
  giveUpBefore(state, Infinity, limits, givenUp);
}

/** Removes items that have waited too long; the records among them are added to `givenUp`. */
function expire<R, L>(state: Join<R, L>, limits: Limits, givenUp: R[]): void {
  const { records, labels, clock } = state;
  const first = Math.min(records.firstSince, labels.firstSince);
  if (elapsed(clock) - first > limits.within) giveUpBefore(state, elapsed(clock), limits, givenUp);
}

/** Gives up the items that have waited for more than `within` at a time. */
function giveUpBefore<R, L>(state: Join<R, L>, now: number, limits: Limits, givenUp: R[]): void {
  const { records, labels, counts } = state;
  const { within } = limits;
  while (records.size > 0 && (now === Infinity || now - records.firstSince > within)) {
    const key = records.firstKey!;
    givenUp.push(records.leave(key)!);
    finish(state, key, 'given up', limits);
    counts.missing++;
  }
  while (labels.size > 0 && (now === Infinity || now - labels.firstSince > within)) {
    labels.leave(labels.firstKey!);
    counts.unmatched++;
  }
}

/** Drops what waits longest, and forgets the keys that were finished first, until there is no more than `capacity`. */
export function shrinkTo<R, L>(state: Join<R, L>, limits: Pick<Limits, 'capacity'>): void {
  const { records, labels, done } = state;
  while (done.size > limits.capacity) done.leave(done.firstKey!);
  while (records.size + labels.size > limits.capacity) dropOldest(state, limits);
}

/** Drops the item that waits longest, if there is no room for another. */
function makeRoom<R, L>(state: Join<R, L>, limits: Limits): void {
  if (state.records.size + state.labels.size >= limits.capacity) dropOldest(state, limits);
}

function dropOldest<R, L>(state: Join<R, L>, limits: Pick<Limits, 'capacity'>): void {
  const { records, labels, counts } = state;
  if (records.firstSince <= labels.firstSince) {
    const key = records.firstKey!;
    records.leave(key);
    finish(state, key, 'given up', limits);
    counts.evicted++;
  } else {
    labels.leave(labels.firstKey!);
    counts.unmatched++;
  }
}

/** Remembers the result of a key, for as many keys as `capacity`. */
function finish<R, L>(
  { done }: Join<R, L>,
  key: Key,
  how: 'joined' | 'given up',
  { capacity }: Pick<Limits, 'capacity'>,
): void {
  if (done.size >= capacity) done.leave(done.firstKey!);
  done.join(key, how, 0);
}

/** The time as records tell it, and what is needed to doubt it. */
interface RecordClock {
  /** The latest time that is believed. */
  time: number;
  /** The difference to a time that never goes back: waits are measured in `time − shift`. */
  shift: number;
  /** The time of the last record, if it was far ahead or far behind; else NaN. */
  ahead: number;
  behind: number;
  /** The records that have agreed with the clock, less those that were far behind; −1 before the first. */
  support: number;
  /** The time and the shift that the clock last went back from; NaN if it never did. */
  left: number;
  leftShift: number;
}

/** The longest jump of a time, and the most support that a clock gains. */
interface JumpLimits {
  readonly maxJump: number;
  readonly capacity: number;
}

/** Returns the clock before any record. */
function newClock(): RecordClock {
  return { time: 0, shift: 0, ahead: NaN, behind: NaN, support: -1, left: NaN, leftShift: 0 };
}

/** Returns a time that never goes back, for waits. */
function elapsed({ time, shift }: RecordClock): number {
  return time - shift;
}

/**
 * Tells the clock the time of a record. Returns true if that was too far ahead to be believed. A clock that starts while
 * others wait (`waited`) starts without a jump.
 */
function tick(clock: RecordClock, time: number, limits: JumpLimits, waited: boolean): boolean {
  const { maxJump, capacity } = limits;
  if (clock.support < 0) {
    if (!Number.isFinite(time)) return false;
    clock.time = time;
    clock.shift = waited ? time : 0;
    clock.support = 0;
  } else if (time - clock.time > maxJump) return !leap(clock, time, maxJump);
  else if (clock.time - time > maxJump) fall(clock, time);
  else {
    if (time > clock.time && time < Infinity) clock.time = time;
    clock.ahead = clock.behind = NaN;
    clock.support = Math.min(clock.support + 1, capacity);
  }
  return false;
}

/** Goes to the earlier of two times in a row that are far ahead. Returns whether there are two. */
function leap(clock: RecordClock, time: number, maxJump: number): boolean {
  const earlier = Math.min(clock.ahead, time);
  clock.ahead = time;
  clock.behind = NaN;
  if (!(earlier < Infinity)) return false;
  const before = elapsed(clock);
  // Back at a time that it had left, no more has passed than if it had stayed there.
  if (earlier >= clock.left - maxJump) clock.shift = Math.min(clock.leftShift, earlier - before);
  clock.time = earlier;
  if (!(time - earlier > maxJump)) clock.ahead = NaN;
  clock.support = 2;
  return true;
}

/** Goes back to the later of two times in a row that are far behind, if no more records have agreed with the clock. */
function fall(clock: RecordClock, time: number): void {
  const later = Math.max(clock.behind, time);
  clock.behind = time;
  clock.ahead = NaN;
  if (clock.support > 0) clock.support--;
  else if (later > -Infinity) {
    clock.left = clock.time;
    clock.leftShift = clock.shift;
    clock.shift = later - elapsed(clock);
    clock.time = later;
    clock.behind = NaN;
    clock.support = 2;
  }
}
