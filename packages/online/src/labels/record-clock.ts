/** The time as records tell it, and what is needed to doubt it. */
export interface RecordClock {
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
export interface JumpLimits {
  readonly maxJump: number;
  readonly capacity: number;
}

/** Returns the clock before any record. */
export function newClock(): RecordClock {
  return { time: 0, shift: 0, ahead: NaN, behind: NaN, support: -1, left: NaN, leftShift: 0 };
}

/** Returns a time that never goes back, for waits. */
export function elapsed({ time, shift }: RecordClock): number {
  return time - shift;
}

/**
 * Tells the clock the time of a record. Returns true if that was too far ahead to be believed. A clock that starts while
 * others wait (`waited`) starts without a jump.
 */
export function tick(clock: RecordClock, time: number, limits: JumpLimits, waited: boolean): boolean {
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
