import { LogError } from './log-error.ts';

/**
 * The largest epoch that counts: room for milliseconds since 1970 until the year 10889, and far from 2⁵³, so that there is
 * always a larger one.
 */
export const LARGEST_EPOCH: number = 2 ** 48;

/**
 * The most by which an epoch may exceed the last one of its topic that counts. An election adds 1 to it. 2³² has room for a
 * topic that slept through many of them, and for seconds since 1970 in place of a number.
 */
export const LARGEST_LEAP: number = 2 ** 32;

/** True for a whole number from 0 to {@link LARGEST_EPOCH}. */
export function isEpoch(epoch: unknown): epoch is number {
  return Number.isSafeInteger(epoch) && (epoch as number) >= 0 && (epoch as number) <= LARGEST_EPOCH;
}

/**
 * True if an epoch may come after the last one of its topic that counts. After none, which is 0, it may be any: the entries
 * before may be no longer kept.
 */
export function mayFollow(last: number, epoch: number): boolean {
  return isEpoch(epoch) && (last === 0 || epoch <= last + LARGEST_LEAP);
}

/** The error for an epoch that has ended. */
export function deposed(topic: string, epoch: number, present: number): LogError {
  return new LogError(
    'deposed',
    'append',
    `the epoch must be at least that of the last writer of ${topic}, ${present}`,
    String(epoch),
    'Another writer has taken over: stop writing.',
  );
}

/** Throws {@link LogError} for an epoch that has ended, or that is too far above the last one of its topic, 0 for none. */
export function checkEpoch(topic: string, epoch: number, present: number): void {
  if (epoch < present) throw deposed(topic, epoch, present);
  if (mayFollow(present, epoch)) return;
  throw new LogError(
    'invalid',
    'append',
    `the epoch must exceed that of the last writer of ${topic}, ${present}, by at most ${LARGEST_LEAP}`,
    String(epoch),
    'Take the epoch of the election.',
  );
}

/** The error for entries that are no longer kept. */
export function trimmed(from: number, first: number): LogError {
  return new LogError(
    'trimmed',
    'read',
    `entries are kept from sequence ${first} on`,
    String(from),
    'Take a newer snapshot, keep more entries, or read from 0, the oldest that are kept.',
  );
}
