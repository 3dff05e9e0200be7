import { LogError, type TopicWriter } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { type Subscription, timer } from 'rxjs';

/** Milliseconds before a request is made again: the first time, and at most. */
const FIRST_PAUSE = 20;

const LONGEST_PAUSE = 1000;

/** Milliseconds of pauses after which a log that stays unavailable is an error: an hour, longer than an outage that ends by itself. */
const LONGEST_OUTAGE = 3_600_000;

/**
 * Makes a request of a log, and makes it again while the log is unavailable, until the run ends or an hour is over. The request
 * must be one that may be repeated.
 */
export async function whileUnavailable<T>(run: Subscription, request: () => Promise<T>): Promise<T> {
  let waited = 0;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await request();
    } catch (error) {
      const again = error instanceof LogError && error.reason === 'unavailable' && waited < LONGEST_OUTAGE;
      if (run.closed || !again) throw error;
      waited += pause;
      await paused(run, pause);
    }
  }
}

/** Appends a value to a topic, by default as the next one of its writer, and returns its sequence. */
export function appended<T>(run: Subscription, writer: TopicWriter<T>, value: T, count?: number): Promise<number> {
  const own = count ?? writer.next;
  return whileUnavailable(run, () => writer.append(value, { count: own }));
}

/** Fulfils after some milliseconds; never if the run ends before. */
function paused(run: Subscription, milliseconds: number): Promise<void> {
  return new Promise(resolve => run.add(timer(milliseconds).subscribe(() => resolve())));
}

/** Throws `ContractError` unless a time is one that a timer can wait, or `Infinity` for never. */
export function checkPatience(subject: string, patience: number): void {
  if (patience === Infinity || (patience >= 0 && patience < 2 ** 31)) return;
  throw new ContractError(subject, 'patience must be milliseconds from 0, or Infinity', printed(patience), 'Try 5000.');
}
