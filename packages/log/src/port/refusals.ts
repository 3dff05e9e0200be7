import { LARGEST_LEAP, mayFollow } from './epochs.ts';
import { LogError } from './log-error.ts';

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
